// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The names that columns usually have, by what the columns are for. */
final class UsualNames {
  private static final List<String> USER = List.of("user", "userid");
  private static final List<String> ITEM =
      List.of("item", "itemid", "movie", "movieid", "film", "filmid", "product", "productid");

  /** Of a file of users or of items: {@link EntityReader} does not know which it reads. */
  private static final List<String> ID =
      Stream.of(List.of("id"), USER, ITEM).flatMap(List::stream).toList();

  private UsualNames() {}

  private static List<String> of(String role) {
    return switch (role) {
      case "user" -> USER;
      case "item" -> ITEM;
      case "id" -> ID;
      case "rating" -> List.of("rating", "score");
      case "time" -> List.of("time", "timestamp");
      case "label" -> List.of("label", "click");
      case "weight" -> List.of("weight");
      default -> List.of();
    };
  }

  /** Whether a column for {@code role} holds ids. */
  static boolean areIds(String role) {
    return role.equals("user") || role.equals("item") || role.equals("id");
  }

  /** Whether {@code name} is a usual one, letter case, blanks, hyphens and underscores aside. */
  static boolean has(String role, String name) {
    return of(role).contains(name.toLowerCase(Locale.ROOT).replaceAll("[_ -]", ""));
  }

  /** The first of the names that is a usual one for {@code role}; empty if none is. */
  static String find(String role, String[] names) {
    for (String name : names) {
      if (has(role, name)) {
        return name;
      }
    }
    return "";
  }

  /** Whether there are usual names for both a user and an item. */
  static boolean haveIds(String[] names) {
    return !find("user", names).isEmpty() && !find("item", names).isEmpty();
  }

  /** The schema with the columns that bear usual names where it names none itself. */
  static Schema fill(Schema schema, String[] names) {
    return new Schema(
        find("user", names),
        find("item", names),
        schema.rating().isEmpty() ? find("rating", names) : schema.rating(),
        schema.time().isEmpty() ? find("time", names) : schema.time(),
        schema.label().isEmpty() ? find("label", names) : schema.label(),
        schema.weight().isEmpty() ? find("weight", names) : schema.weight(),
        schema.categorical(),
        schema.numeric(),
        schema.layout());
  }
}
