// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.palate.nn.Layer;
import org.palate.tensor.Tensor;

/**
 * The parameters and buffers of a layer by name, as PyTorch's {@code state_dict} holds them: what
 * is written here loads there, and what is saved there as safetensors loads into the matching layer
 * here.
 *
 * <pre>{@code
 * StateDict.writer(net).write(path);
 * try (SafetensorsFile file = SafetensorsFile.open(path)) {
 *   StateDict.load(net, file);
 *   StateDict.load(body, file, Options.DEFAULT.withoutPrefix("model.").withStrict(false));
 * }
 * }</pre>
 *
 * <p>PyTorch counts the batches that a batch norm has seen ({@code num_batches_tracked}). Nothing
 * here reads that count: it is passed over where a file has it, and PyTorch does without it.
 *
 * <p>What several parts of a layer share is written under each of its names. A file may hold it
 * under some of them only, as {@code safetensors.torch.save_model} leaves it; where it is there
 * under more, the last counts, as in PyTorch.
 */
public final class StateDict {
  private StateDict() {}

  /**
   * How the tensors of a source find their places in a layer.
   *
   * @param rename the name in the layer for a name in the source
   * @param wanted which tensors, by their names in the source, are to be loaded; the others are
   *     skipped, and the layer may keep what it has in their place
   * @param strict whether everything else must match: what the layer has is in the source, and the
   *     other way round, in the same shape
   */
  public record Options(UnaryOperator<String> rename, Predicate<String> wanted, boolean strict) {
    /** All tensors under their own names, and everything must match. */
    public static final Options DEFAULT = new Options(name -> name, name -> true, true);

    /** Checks that nothing is null. */
    public Options {
      Objects.requireNonNull(rename, "expected a function from name to name, found null");
      Objects.requireNonNull(wanted, "expected a condition on names, found null");
    }

    /** These, with names renamed once more by a function. */
    public Options withRenaming(UnaryOperator<String> next) {
      Objects.requireNonNull(next, "expected a function from name to name, found null");
      UnaryOperator<String> first = rename;
      return new Options(name -> next.apply(first.apply(name)), wanted, strict);
    }

    /** These, with a prefix removed from the names that begin with it. */
    public Options withoutPrefix(String prefix) {
      return withRenaming(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name);
    }

    /** These, with a prefix put before every name. */
    public Options withPrefix(String prefix) {
      return withRenaming(name -> prefix + name);
    }

    /** These, and of the tensors only those whose names in the source satisfy a condition. */
    public Options withOnly(Predicate<String> condition) {
      return new Options(rename, wanted.and(condition), strict);
    }

    /** These; whether everything must match. */
    public Options withStrict(boolean newStrict) {
      return new Options(rename, wanted, newStrict);
    }
  }

  /**
   * What did not match between a layer and a source of tensors.
   *
   * @param missing what the layer has and the source lacks
   * @param unexpected what the source has and the layer lacks, by its name in the source
   * @param misshaped what has another shape in the source, or no floating-point type, in words
   * @param skipped what the source has and was not wanted
   */
  public record Report(
      List<String> missing, List<String> unexpected, List<String> misshaped, List<String> skipped) {
    /** Keeps the lists unmodifiable. */
    public Report {
      missing = List.copyOf(missing);
      unexpected = List.copyOf(unexpected);
      misshaped = List.copyOf(misshaped);
      skipped = List.copyOf(skipped);
    }

    /** Whether everything matched that was wanted. */
    public boolean isEmpty() {
      return missing.isEmpty() && unexpected.isEmpty() && misshaped.isEmpty();
    }

    /** What would make most of the missing and the unexpected match, if a prefix would. */
    public Optional<String> suggestion() {
      Optional<String> longer = commonPrefix(unexpected, missing);
      if (longer.isPresent()) {
        return longer.map(
            prefix ->
                "the unexpected names begin with '%s': Options.withoutPrefix(\"%s\") removes it"
                    .formatted(prefix, prefix));
      }
      return commonPrefix(missing, unexpected)
          .map(
              prefix ->
                  "the missing names begin with '%s': Options.withPrefix(\"%s\") adds it"
                      .formatted(prefix, prefix));
    }

    /** The prefix, up to a dot, without which most of the longer names are among the shorter. */
    private static Optional<String> commonPrefix(List<String> longer, List<String> shorter) {
      Set<String> known = new HashSet<>(shorter);
      Map<String, Integer> matches = new HashMap<>();
      for (String name : longer) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
          if (known.contains(name.substring(dot + 1))) {
            matches.merge(name.substring(0, dot + 1), 1, Integer::sum);
          }
        }
      }
      return matches.entrySet().stream()
          .filter(match -> 2 * match.getValue() >= shorter.size())
          .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
          .map(Map.Entry::getKey);
    }

    @Override
    public String toString() {
      List<String> parts = new ArrayList<>();
      add(parts, "missing", missing);
      add(parts, "unexpected", unexpected);
      add(parts, "of another shape or type", misshaped);
      add(parts, "skipped", skipped);
      suggestion().ifPresent(parts::add);
      return parts.isEmpty() ? "everything matched" : String.join("; ", parts);
    }

    private static void add(List<String> parts, String what, List<String> names) {
      if (!names.isEmpty()) {
        parts.add(what + ": " + String.join(", ", names));
      }
    }
  }

  /** A file with the state of a layer, to be written to a path or a stream. */
  public static SafetensorsWriter writer(Layer layer) {
    SafetensorsWriter writer = new SafetensorsWriter();
    StateEntry.of("", layer).forEach(entry -> entry.write(writer));
    return writer;
  }

  /**
   * The state of a layer by name: copies, a table as a matrix {@code [rows, dim]}.
   *
   * @throws IllegalArgumentException if a table has more than 2^31 - 1 floats
   */
  public static Map<String, Tensor> tensors(Layer layer) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    StateEntry.of("", layer).forEach(entry -> tensors.put(entry.name(), entry.copy()));
    return tensors;
  }

  /**
   * Overwrites the state of a layer with the tensors of a file.
   *
   * @throws SafetensorsException naming everything that does not match; the layer is then as it was
   */
  public static void load(Layer layer, SafetensorsFile file) throws IOException {
    load(layer, file, Options.DEFAULT);
  }

  /**
   * Overwrites the state of a layer with those tensors of a file that fit.
   *
   * @return what did not match, and what was skipped
   * @throws SafetensorsException naming everything that does not match, if it must; the layer is
   *     then as it was
   * @throws IllegalArgumentException if two tensors have one name after renaming
   */
  public static Report load(Layer layer, SafetensorsFile file, Options options) throws IOException {
    TensorSource source = new TensorSource.OfFile(file);
    LoadPlan plan = new LoadPlan(StateEntry.of("", layer), source, options);
    if (options.strict() && !plan.report().isEmpty()) {
      throw new SafetensorsException(source.label(), null, unlike(plan));
    }
    layer.unpack();
    plan.read();
    return plan.report();
  }

  /**
   * Overwrites the state of a layer with those tensors of a map that fit.
   *
   * @return what did not match, and what was skipped
   * @throws IllegalArgumentException naming everything that does not match, if it must, or if two
   *     tensors have one name after renaming; the layer is then as it was
   */
  public static Report load(Layer layer, Map<String, Tensor> tensors, Options options) {
    TensorSource source = new TensorSource.OfMap(tensors);
    try {
      LoadPlan plan = new LoadPlan(StateEntry.of("", layer), source, options);
      if (options.strict() && !plan.report().isEmpty()) {
        throw new IllegalArgumentException(source.label() + ": " + unlike(plan));
      }
      layer.unpack();
      plan.read();
      return plan.report();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unlike(LoadPlan plan) {
    return "expected the tensors of this layer, found others; " + plan.report();
  }
}
