// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palate.data.Vocabulary;
import org.palate.feature.Encoded;
import org.palate.feature.FeatureSpace;
import org.palate.feature.Field;
import org.palate.feature.Field.Side;
import org.palate.io.Nearest;

/** Which items a {@link Wanted} leaves out, whoever asks. */
final class ItemFilter {
  private final FeatureSpace space;
  private final byte[] excluded;

  private ItemFilter(FeatureSpace space, int items) {
    this.space = space;
    this.excluded = new byte[items];
    excluded[Vocabulary.UNKNOWN] = 1;
  }

  /**
   * A byte for each item code, other than 0 where the item is left out.
   *
   * @param items how many item codes the scorer knows
   * @throws NoSuchElementException if a field is not known, or a value that no item has
   * @throws IllegalArgumentException if a value is none for its field
   */
  static byte[] excluded(FeatureSpace space, int items, Wanted wanted) {
    ItemFilter filter = new ItemFilter(space, items);
    if (wanted.among() != null) {
      filter.keepOnly(wanted.among());
    }
    filter.codes(wanted.except()).forEach(code -> filter.excluded[code] = 1);
    wanted.where().forEach(filter::keepWith);
    return filter.excluded;
  }

  /** The codes of those items that the scorer knows. */
  private IntStream codes(Collection<String> ids) {
    return ids.stream().mapToInt(space.items()::code).filter(code -> code < excluded.length);
  }

  private void keepOnly(Collection<String> ids) {
    Arrays.fill(excluded, (byte) 1);
    codes(ids).filter(code -> code != Vocabulary.UNKNOWN).forEach(code -> excluded[code] = 0);
  }

  private void keepWith(String name, Set<String> values) {
    List<Field> fields = space.fields(Side.ITEM);
    Field field = Circumstances.named(name, fields, "field of items");
    Encoded facts = space.itemFacts().columns().get(fields.indexOf(field));
    boolean[] kept = new boolean[excluded.length];
    for (String value : values) {
      keep(field, facts, value, kept);
    }
    for (int item = 0; item < excluded.length; item++) {
      if (!kept[item]) {
        excluded[item] = 1;
      }
    }
  }

  private static void keep(Field field, Encoded facts, String value, boolean[] kept) {
    IntPredicate has = having(field, facts, Circumstances.encoded(field, value));
    boolean found = false;
    for (int item = 1; item < kept.length; item++) {
      if (has.test(item)) {
        kept[item] = true;
        found = true;
      }
    }
    if (!found) {
      throw new NoSuchElementException(
          "field %s: expected a value that some item has, found '%s'%s"
              .formatted(field.name(), value, Nearest.hint(value, field.state().texts())));
    }
  }

  /**
   * Whether an item has a value.
   *
   * @param facts the values of all items
   * @param value one row: the value
   */
  private static IntPredicate having(Field field, Encoded facts, Encoded value) {
    return switch (facts) {
      case Encoded.Codes(int[] own) -> {
        int code = ((Encoded.Codes) value).codes()[0];
        yield item -> own[item] != Vocabulary.UNKNOWN && own[item] == code;
      }
      case Encoded.Lists own -> {
        boolean[] searched = new boolean[field.form().rows()];
        for (int code : ((Encoded.Lists) value).codes()) {
          searched[code] = true;
        }
        yield item ->
            IntStream.range(own.offsets()[item], own.offsets()[item + 1])
                .anyMatch(i -> searched[own.codes()[i]]);
      }
      case Encoded.Numbers(int width, float[] own) -> {
        if (width > 1) {
          throw new IllegalArgumentException(
              "field %s: expected a field of values to choose items by, found one of vectors"
                  .formatted(field.name()));
        }
        float number = ((Encoded.Numbers) value).values()[0];
        yield item -> own[item] == number;
      }
    };
  }
}
