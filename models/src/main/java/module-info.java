// SPDX-License-Identifier: Apache-2.0

/** Recommenders on the engine: from raw interactions to served recommendations. */
module org.palate.models {
  requires transitive org.palate.engine;
  // For org.palate.data.read.ResultSets alone; all else works in a JVM without it.
  requires static java.sql;

  // Jars of --class-path, for the command line alone.
  uses org.palate.train.Extension;

  exports org.palate.config;
  exports org.palate.data;
  exports org.palate.data.read;
  exports org.palate.data.simulation;
  exports org.palate.data.split;
  exports org.palate.eval;
  exports org.palate.feature;
  exports org.palate.layer;
  exports org.palate.layer.operation;
  exports org.palate.metric;
  exports org.palate.model;
  exports org.palate.objective;
  exports org.palate.recommender;
  exports org.palate.serve;
  exports org.palate.train;
}
