// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which items may be recommended, and how many: by default all that the user has not seen.
 *
 * @param k how many, at least 1
 * @param except ids of items that are not to be recommended; unknown ones are ignored
 * @param among ids of the only items that may be, of which unknown ones are ignored; null for all
 * @param where for fields of items, by name, the values of which an item must have one. Of a field
 *     of numbers the very number counts; an item whose number is missing has the mean, as it has to
 *     the model
 * @param seenToo whether items may be recommended that the user has seen
 */
public record Wanted(
    int k, Set<String> except, Set<String> among, Map<String, Set<String>> where, boolean seenToo) {
  /** Checks k, and keeps the collections unmodifiable. */
  public Wanted {
    if (k < 1) {
      throw new IllegalArgumentException("expected k of at least 1, found " + k);
    }
    except = Set.copyOf(except);
    among = among == null ? null : Set.copyOf(among);
    Map<String, Set<String>> copy = new LinkedHashMap<>();
    where.forEach(
        (field, values) ->
            copy.put(field, Collections.unmodifiableSet(new LinkedHashSet<>(values))));
    where = Collections.unmodifiableMap(copy);
  }

  /** The best k of all that the user has not seen. */
  public static Wanted top(int k) {
    return new Wanted(k, Set.of(), null, Map.of(), false);
  }

  /** The same without some items more. */
  public Wanted except(Collection<String> items) {
    Set<String> more = new LinkedHashSet<>(except);
    more.addAll(items);
    return new Wanted(k, more, among, where, seenToo);
  }

  /** The same of these items alone. */
  public Wanted among(Collection<String> items) {
    return new Wanted(k, except, new LinkedHashSet<>(items), where, seenToo);
  }

  /**
   * The same of items that have this value in a field, or another that was named for the field
   * before; of several fields an item must have a value each.
   */
  public Wanted where(String field, String value) {
    Map<String, Set<String>> more = new LinkedHashMap<>(where);
    Set<String> values = new LinkedHashSet<>(more.getOrDefault(field, Set.of()));
    values.add(value);
    more.put(field, values);
    return new Wanted(k, except, among, more, seenToo);
  }

  /** The same, items that the user has seen among them. */
  public Wanted withSeen() {
    return new Wanted(k, except, among, where, true);
  }
}
