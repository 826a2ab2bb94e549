// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.palate.data.DataException;
import org.palate.data.read.Table.Request;
import org.palate.io.Nearest;

/**
 * The names of a table's columns, and the rule by which {@link Schema} says which is meant: by the
 * name, if one column has it, or by the number from 1.
 */
final class ColumnNames {
  private final String where;
  private final String[] names;
  private final boolean ignoreCase;
  private final String hint;

  /**
   * The names of the columns in their order.
   *
   * @param where what messages begin with
   * @param ignoreCase whether a name that no column has may differ in letter case
   * @param hint what to add to the message that a name is not there
   */
  ColumnNames(String where, String[] names, boolean ignoreCase, String hint) {
    this.where = where;
    this.names = names;
    this.ignoreCase = ignoreCase;
    this.hint = hint;
  }

  /**
   * The position of a column, from 0.
   *
   * @throws DataException if it is not there, or not one
   */
  int find(Request request) {
    List<Integer> named = positions(request.column()::equals);
    if (named.isEmpty() && ignoreCase) {
      named = positions(request.column()::equalsIgnoreCase);
    }
    if (named.size() == 1) {
      return named.getFirst();
    }
    if (isNumber(request.column())) {
      return numbered(request);
    }
    if (named.size() > 1) {
      throw new DataException(
          "%s: two columns are named %s (%s); give the number of the one that is meant"
              .formatted(where, DataException.quoted(request.column()), request.role()));
    }
    throw new DataException(
        "%s: expected a column named %s (%s), found %s%s%s"
            .formatted(
                where,
                DataException.quoted(request.column()),
                request.role(),
                listed(),
                Nearest.of(request.column(), List.of(names))
                    .map(near -> "; did you mean " + near + "?")
                    .orElse(""),
                hint));
  }

  /**
   * The position of a column that is given by its number.
   *
   * @throws DataException if there is none of that number
   */
  int numbered(Request request) {
    String digits = request.column();
    int number = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    if (number < 1 || number > names.length) {
      throw new DataException(
          "%s: expected column %s (%s), but columns are numbered from 1 to %d here"
              .formatted(where, digits, request.role(), names.length));
    }
    return number - 1;
  }

  /** Whether a column is given by a text of digits. */
  static boolean isNumber(String column) {
    return !column.isEmpty() && column.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private List<Integer> positions(Predicate<String> wanted) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      if (wanted.test(names[i])) {
        found.add(i);
      }
    }
    return found;
  }

  private String listed() {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < Math.min(names.length, 40); i++) {
      shown.add(DataException.quoted(names[i]));
    }
    return String.join(", ", shown) + (shown.size() < names.length ? ", …" : "");
  }
}
