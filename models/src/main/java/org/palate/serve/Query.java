// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who asks for recommendations, by raw ids: a user of the training data or of the table of users,
 * or someone unknown by what that person liked, and in which circumstances.
 *
 * @param user the user's id; null for someone unknown
 * @param history ids of the items that this person liked, oldest first; null for what the bundle
 *     knows of the user
 * @param context raw values of context fields by their names; those that are not named are unknown
 * @param time the moment of the request in seconds since 1970; null if that is not known
 */
public record Query(String user, List<String> history, Map<String, String> context, Long time) {
  /** Keeps the collections unmodifiable. */
  public Query {
    history = history == null ? null : List.copyOf(history);
    context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }

  /** A user by id. */
  public static Query of(String user) {
    return ofAnyone().withUser(user);
  }

  /** Someone unknown, by the ids of the items that this person liked, oldest first. */
  public static Query ofHistory(Collection<String> items) {
    return ofAnyone().withHistory(items);
  }

  /** Someone of whom nothing is known. */
  public static Query ofAnyone() {
    return new Query(null, null, Map.of(), null);
  }

  /** The same in a circumstance, in place of another value of the field. */
  public Query with(String field, String value) {
    Map<String, String> more = new LinkedHashMap<>(context);
    more.put(field, value);
    return new Query(user, history, more, time);
  }

  /** The same of a user by id. */
  public Query withUser(String id) {
    return new Query(Objects.requireNonNull(id, "id"), history, context, time);
  }

  /** The same with another history than the bundle's, such as one that has grown since. */
  public Query withHistory(Collection<String> items) {
    return new Query(user, List.copyOf(items), context, time);
  }

  /** The same at a moment, in seconds since 1970. */
  public Query at(long time) {
    return new Query(user, history, context, time);
  }
}
