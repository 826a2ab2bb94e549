// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.palate.data.ColumnBuilder;
import org.palate.feature.Field.Side;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * What a model, or one side of it, reads of an example: the fields of some sides of a {@link
 * FeatureSpace}, and who the user or the item is.
 *
 * <p>All codes share one table of embeddings: first the users, if the user is read, then the items,
 * then each field that has codes; code c of a field is row {@code firstRow + c}. Code 0 of each is
 * for what training never saw.
 *
 * <p>Immutable.
 */
public final class FieldSet {
  private final FeatureSpace space;
  private final Set<Side> sides;
  private final List<Member> singles = new ArrayList<>();
  private final List<Member> severals = new ArrayList<>();
  private final List<Member> numbers = new ArrayList<>();
  private final int[] widths;
  private final int[] unknownRows;
  private final int ids;
  private final int rows;
  private final int width;

  /**
   * A field and where its values are.
   *
   * @param place which column of its side it is
   * @param firstRow its first row of the shared table
   */
  private record Member(Field field, int place, int firstRow) {
    /** The values: those of the side's facts, or of the examples' context. */
    Encoded values(FeatureSpace space, EncodedColumns context) {
      EncodedColumns columns =
          switch (field.side()) {
            case USER -> space.userFacts();
            case ITEM -> space.itemFacts();
            case CONTEXT -> context;
          };
      return columns.columns().get(place);
    }
  }

  /** Who is asked about and in which circumstances: the rows of each side, one an example. */
  private record Rows(int[] users, int[] items, int[] context) {
    int[] of(Side side) {
      return switch (side) {
        case USER -> users;
        case ITEM -> items;
        case CONTEXT -> context;
      };
    }
  }

  FieldSet(FeatureSpace space, Collection<Side> sides) {
    this.space = space;
    this.sides = EnumSet.copyOf(sides);
    List<Integer> unknown = new ArrayList<>();
    int next = 0;
    if (this.sides.contains(Side.USER)) {
      unknown.add(next);
      next += space.learnedUsers();
    }
    if (this.sides.contains(Side.ITEM)) {
      unknown.add(next);
      next += space.learnedItems();
    }
    this.ids = unknown.size();
    int[] places = new int[Side.values().length];
    for (Field field : space.fields()) {
      int place = places[field.side().ordinal()]++;
      if (this.sides.contains(field.side())) {
        Member member = new Member(field, place, next);
        switch (field.form()) {
          case FieldForm.Single _ -> singles.add(member);
          case FieldForm.Several _ -> severals.add(member);
          case FieldForm.Numbers _ -> numbers.add(member);
        }
        if (field.form().rows() > 0) {
          unknown.add(next);
          next = Math.addExact(next, field.form().rows());
        }
      }
    }
    this.rows = next;
    this.unknownRows = unknown.stream().mapToInt(Integer::intValue).toArray();
    this.widths = numbers.stream().mapToInt(member -> member.field.form().width()).toArray();
    this.width = Arrays.stream(widths).sum();
  }

  /** How many rows the shared table of embeddings has. */
  public int rows() {
    return rows;
  }

  /** The rows of the shared table that stand for the unknown. */
  public int[] unknownRows() {
    return unknownRows.clone();
  }

  /** How many single codes an example has: the user, the item, and one for each such field. */
  public int singles() {
    return ids + singles.size();
  }

  /** How many lists of codes an example has. */
  public int severals() {
    return severals.size();
  }

  /** How many numbers each field of numbers has. */
  public int[] widths() {
    return widths.clone();
  }

  /** How many numbers an example has in all. */
  public int width() {
    return width;
  }

  /**
   * The values of some examples.
   *
   * @param users the user code of each; null where no users are read
   * @param items the item code of each; null where no items are read
   * @param context columns of the context fields; null where no context is read
   * @param contextRows for each example its row of the context; likewise
   */
  public FeatureBatch gather(int[] users, int[] items, EncodedColumns context, int[] contextRows) {
    Rows source = new Rows(users, items, contextRows);
    int n = source.of(sides.iterator().next()).length;
    int[] offsets = new int[n * severals.size() + 1];
    ColumnBuilder.Ints bagIds = new ColumnBuilder.Ints();
    ColumnBuilder.Floats weights = new ColumnBuilder.Floats();
    gatherLists(source, context, n, bagIds, weights, offsets);
    return new FeatureBatch(
        n,
        new IntTensor(Shape.of(n, singles()), gatherCodes(source, context, n)),
        bagIds.toArray(),
        offsets,
        weights.toArray(),
        Tensor.of(Shape.of(n, width), gatherNumbers(source, context, n)));
  }

  private int[] gatherCodes(Rows source, EncodedColumns context, int n) {
    int stride = singles();
    int[] codes = new int[n * stride];
    int at = 0;
    if (sides.contains(Side.USER)) {
      for (int i = 0; i < n; i++) {
        codes[i * stride] = space.learnedUser(source.users[i]);
      }
      at++;
    }
    if (sides.contains(Side.ITEM)) {
      int first = unknownRows[at];
      for (int i = 0; i < n; i++) {
        codes[i * stride + at] = first + space.learnedItem(source.items[i]);
      }
      at++;
    }
    for (Member member : singles) {
      int[] column = ((Encoded.Codes) member.values(space, context)).codes();
      int[] row = source.of(member.field.side());
      for (int i = 0; i < n; i++) {
        codes[i * stride + at] = member.firstRow + column[row[i]];
      }
      at++;
    }
    return codes;
  }

  private float[] gatherNumbers(Rows source, EncodedColumns context, int n) {
    float[] gathered = new float[n * width];
    int at = 0;
    for (Member member : numbers) {
      float[] values = ((Encoded.Numbers) member.values(space, context)).values();
      int[] row = source.of(member.field.side());
      int own = member.field.form().width();
      for (int i = 0; i < n; i++) {
        System.arraycopy(values, row[i] * own, gathered, i * width + at, own);
      }
      at += own;
    }
    return gathered;
  }

  private void gatherLists(
      Rows source,
      EncodedColumns context,
      int n,
      ColumnBuilder.Ints ids,
      ColumnBuilder.Floats weights,
      int[] offsets) {
    int m = severals.size();
    Encoded.Lists[] lists = new Encoded.Lists[m];
    int[][] rowOf = new int[m][];
    for (int f = 0; f < m; f++) {
      lists[f] = (Encoded.Lists) severals.get(f).values(space, context);
      rowOf[f] = source.of(severals.get(f).field.side());
    }
    for (int i = 0; i < n; i++) {
      for (int f = 0; f < m; f++) {
        int row = rowOf[f][i];
        int from = lists[f].offsets()[row];
        int to = lists[f].offsets()[row + 1];
        for (int at = from; at < to; at++) {
          ids.add(severals.get(f).firstRow + lists[f].codes()[at]);
          weights.add(lists[f].weights() == null ? 1f / (to - from) : lists[f].weights()[at]);
        }
        offsets[i * m + f + 1] = ids.size();
      }
    }
  }
}
