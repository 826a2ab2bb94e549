// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which columns of a delimited file of users or items mean what; columns are named or numbered as
 * in {@link Schema}, and so is the text form: {@code
 * id=film,title=name,multi=genres,numeric=year,separator=|}.
 *
 * @param id the column of ids
 * @param title the column of titles, empty for none
 * @param categorical columns of values out of a set; blank means missing
 * @param multi columns of several values a row, between {@code separator}s
 * @param numeric columns of numbers; blank, NaN, NA, null and \N mean missing
 * @param separator what stands between the values of {@code multi} columns
 */
public record EntitySchema(
    String id,
    String title,
    List<String> categorical,
    List<String> multi,
    List<String> numeric,
    String separator,
    TextLayout layout) {
  /** Copies the lists; refuses an empty {@code id} or {@code separator}. */
  public EntitySchema {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(layout, "layout");
    categorical = List.copyOf(categorical);
    multi = List.copyOf(multi);
    numeric = List.copyOf(numeric);
    if (id.isEmpty()) {
      throw new IllegalArgumentException("schema: expected id=column, found none");
    }
    if (separator.isEmpty()) {
      throw new IllegalArgumentException("schema: expected a separator, found none");
    }
  }

  /**
   * The schema of its text form.
   *
   * @throws IllegalArgumentException naming the entry that is wrong
   */
  public static EntitySchema parse(String text) {
    SchemaText parsed = SchemaText.parse(text, SINGLE, LISTS);
    return new EntitySchema(
        parsed.one("id"),
        parsed.one("title"),
        parsed.list("categorical"),
        parsed.list("multi"),
        parsed.list("numeric"),
        parsed.one("separator").isEmpty() ? "|" : parsed.one("separator"),
        parsed.layout());
  }

  /** The keys that {@link #parse} knows. */
  public static List<String> keys() {
    return SchemaText.keys(SINGLE, LISTS);
  }

  /** The text form, which {@link #parse} reads back. */
  @Override
  public String toString() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    values.put("id", List.of(id));
    values.put("title", List.of(title));
    values.put("categorical", categorical);
    values.put("multi", multi);
    values.put("numeric", numeric);
    values.put("separator", List.of(separator));
    return SchemaText.format(values, layout);
  }

  private static final List<String> SINGLE = List.of("id", "title", "separator");
  private static final List<String> LISTS = List.of("categorical", "multi", "numeric");
}
