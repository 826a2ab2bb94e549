// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static java.lang.Double.NaN;

import java.util.List;
import org.palate.data.Interactions;
import org.palate.data.InteractionsBuilder;
import org.palate.data.split.SplitSpec;

/** Services in which a field decides what is liked, so that what was learned of it shows. */
public final class Tastes {
  /** How the rows of {@link #byColour} are meant to be split. */
  public static final SplitSpec SPLIT = new SplitSpec.TimePoint(2, 3);

  private Tastes() {}

  /**
   * Users of a taste, red or blue, like items of that colour: 30 each, of whom each liked seven of
   * ten items at time 1 and an eighth at time 2. "Red held" and "blue held" come in at time 3, ten
   * likes each.
   *
   * <p>"Red new" and "blue new" stand only in the table of items, "red guest" and "blue guest" only
   * in that of users. Of "plain new" and "plain guest" there is no field.
   */
  public static Interactions byColour() {
    InteractionsBuilder builder = Interactions.builder();
    for (String colour : List.of("red", "blue")) {
      for (int user = 0; user < 30; user++) {
        for (int row = 0; row < 8; row++) {
          String item = colour + " " + ((user + 3 * row) % 10 + 1);
          builder.row(colour + " user " + user, item).time(row < 7 ? 1 : 2).add();
        }
        if (user < 10) {
          builder.row(colour + " user " + user, colour + " held").time(3).add();
        }
        builder.user(colour + " user " + user).set("taste", colour).add();
      }
      for (int item = 1; item <= 10; item++) {
        builder.item(colour + " " + item).set("colour", colour).add();
      }
      builder.item(colour + " held").set("colour", colour).add();
      builder.item(colour + " new").title("Brand new in " + colour).set("colour", colour).add();
      builder.user(colour + " guest").set("taste", colour).add();
    }
    builder.item("plain new").title("Of no colour").add();
    builder.user("plain guest").set("taste", "").add();
    return builder.build();
  }

  /**
   * Forty users watch films on a TV in the evening and clips on a phone in the morning, of ten each
   * all but four. Of a third of the rows the device is not known, of another third the hour.
   */
  public static Interactions byCircumstance() {
    InteractionsBuilder builder = Interactions.builder();
    for (int user = 0; user < 40; user++) {
      for (int row = 0; row < 6; row++) {
        int number = (user + row) % 10 + 1;
        add(builder, user, "film " + number, row % 3 == 1 ? "" : "tv", row % 3 == 2 ? NaN : 20);
        add(builder, user, "clip " + number, row % 3 == 1 ? "" : "phone", row % 3 == 2 ? NaN : 8);
      }
    }
    return builder.build();
  }

  private static void add(
      InteractionsBuilder builder, int user, String item, String device, double hour) {
    builder.row("u" + user, item).set("device", device).set("hour", hour).add();
  }
}
