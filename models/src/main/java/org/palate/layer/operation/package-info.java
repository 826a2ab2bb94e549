// SPDX-License-Identifier: Apache-2.0
/**
 * Operations of this field: functions on variables without parameters of their own, each one node
 * of the tape with its gradient beside its formula. The layers of {@code org.palate.layer} are
 * built on them. Begin with {@link org.palate.layer.operation.FactorizationMachine}.
 *
 * <ul>
 *   <li>Products of features: {@link org.palate.layer.operation.FactorizationMachine}, {@link
 *       org.palate.layer.operation.BiInteraction}, {@link org.palate.layer.operation.FieldPairs},
 *       {@link org.palate.layer.operation.OuterProduct}, {@link
 *       org.palate.layer.operation.CrossLayer}
 *   <li>Steps of attention: {@link org.palate.layer.operation.AttentionSteps} (scores, softmax),
 *       {@link org.palate.layer.operation.IntervalVectors} and {@link
 *       org.palate.layer.operation.TimeDecay} (the time between query and key), {@link
 *       org.palate.layer.operation.TargetComparison} (a target beside a history)
 *   <li>Scores: {@link org.palate.layer.operation.CandidateScores}
 * </ul>
 */
package org.palate.layer.operation;
