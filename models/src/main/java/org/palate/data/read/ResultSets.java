// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.TimeZone;
import org.palate.data.DataException;
import org.palate.data.Interactions;
import org.palate.data.Timestamps;

/**
 * Reads the result of a database query (JDBC), row by row, as a {@link Schema} or {@link
 * EntitySchema} says.
 *
 * <p>What a schema says of columns holds here of the columns' labels, the names behind {@code AS}.
 * A label that no column has may differ in letter case, for databases return names in the case of
 * their own: {@code rating} finds {@code RATING}, and a further column is called what the schema
 * calls it. The layout of a schema is for files, and refused here unless it is {@link
 * TextLayout#AUTO}.
 *
 * <ul>
 *   <li>Ids and categories: the text of a column of any type, blanks around it dropped, as of
 *       {@code CHAR(10)}.
 *   <li>Numbers: of numeric columns, of texts, and of truth values, which are 1 and 0.
 *   <li>Times: dates and timestamps, which are UTC where they have no zone, whatever the zone of
 *       the JVM; numbers, seconds since 1970; and texts as in files. Fractions of a second are cut
 *       off.
 *   <li>Several values ({@code multi}): an SQL array, or a text with separators.
 *   <li>NULL: a missing value of a further column or fact, and a bad row elsewhere.
 * </ul>
 *
 * <p>The result set is read from the row after its present one, the first in messages, to its end.
 * It is not closed. This is the one class that needs the module {@code java.sql}, which a module
 * that calls it requires itself.
 */
public final class ResultSets {
  private ResultSets() {}

  /**
   * The interactions of all rows, in their order.
   *
   * @throws DataException if the database reports an error, a column is not there, there is no row
   *     that can be read, or with {@link OnBadRow#FAIL} at the first row that cannot
   * @throws IllegalArgumentException if the schema has a layout
   */
  @SuppressWarnings("exports")
  public static Interactions read(ResultSet rows, Schema schema, OnBadRow onBadRow) {
    checkLayout(schema.layout());
    RowTally tally = new RowTally(onBadRow);
    ResultTable table = new ResultTable(rows, tally);
    return new InteractionsReader(table, schema.isAuto() ? table.usual(schema) : schema)
        .read()
        .withSkipped(tally.skipped());
  }

  /**
   * What the rows say about users or items, in their order.
   *
   * @throws DataException if the database reports an error or a column is not there, or with {@link
   *     OnBadRow#FAIL} at the first row that cannot be read; an id given twice makes a bad row
   * @throws IllegalArgumentException if the schema has a layout
   */
  @SuppressWarnings("exports")
  public static EntityReader.Result readEntities(
      ResultSet rows, EntitySchema schema, OnBadRow onBadRow) {
    checkLayout(schema.layout());
    RowTally tally = new RowTally(onBadRow);
    return EntityReader.read(new ResultTable(rows, tally), schema, tally);
  }

  private static void checkLayout(TextLayout layout) {
    if (!layout.equals(TextLayout.AUTO)) {
      throw new IllegalArgumentException(
          "schema: expected no layout, for a result set is no file, found " + layout);
    }
  }

  /** A result set as a table. */
  private static final class ResultTable implements Table {
    private final ResultSet rows;
    private final RowTally tally;
    private final String[] labels;
    private final String[] names;
    private final String[] roles;
    private final Calendar utc = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
    private long row;

    ResultTable(ResultSet rows, RowTally tally) {
      this.rows = rows;
      this.tally = tally;
      this.labels = labels(rows);
      this.names = labels.clone();
      this.roles = new String[labels.length];
      // A driver may take the fraction of a second from here.
      utc.setTimeInMillis(0);
    }

    private static String[] labels(ResultSet rows) {
      try {
        ResultSetMetaData columns = rows.getMetaData();
        String[] labels = new String[columns.getColumnCount()];
        for (int i = 0; i < labels.length; i++) {
          labels[i] = columns.getColumnLabel(i + 1);
        }
        return labels;
      } catch (SQLException e) {
        throw new DataException("result set: its columns cannot be read: " + e.getMessage(), e);
      }
    }

    /** The schema with the columns that bear the usual names. */
    Schema usual(Schema schema) {
      if (!UsualNames.haveIds(labels)) {
        throw new DataException(
            "%s: expected columns such as user, item, rating, time, found %s; say which columns are user and item, by name or by number from 1"
                .formatted(source(), DataException.quoted(String.join(" ", labels))));
      }
      return UsualNames.fill(schema, labels);
    }

    @Override
    public String source() {
      return "result set";
    }

    @Override
    public int[] resolve(List<Request> requests) {
      ColumnNames columns = new ColumnNames(source(), labels, true, "");
      int[] found = new int[requests.size()];
      for (int i = 0; i < found.length; i++) {
        Request request = requests.get(i);
        found[i] = request.column().isEmpty() ? -1 : columns.find(request);
        if (found[i] >= 0) {
          roles[found[i]] = request.role();
          if (labels[found[i]].equalsIgnoreCase(request.column())) {
            names[found[i]] = request.column();
          }
        }
      }
      return found;
    }

    @Override
    public String name(int column) {
      return names[column];
    }

    @Override
    public boolean next() {
      row++;
      try {
        return rows.next();
      } catch (SQLException e) {
        throw new DataException(
            "%s, row %d: cannot be read: %s".formatted(source(), row, e.getMessage()), e);
      }
    }

    @Override
    public void bad(BadRow row) {
      tally.bad(source(), row);
    }

    @Override
    public DataException noRows() {
      return tally.noRows(source(), "rows");
    }

    @Override
    public String text(int column) {
      try {
        String text = rows.getString(column + 1);
        return text == null ? "" : text.strip();
      } catch (SQLException e) {
        throw unreadable(column, e);
      }
    }

    @Override
    public List<String> texts(int column, String separator) {
      if (!(value(column) instanceof Array array)) {
        return EntityReader.split(text(column), separator);
      }
      try {
        List<String> texts = new ArrayList<>();
        for (Object text : (Object[]) array.getArray()) {
          texts.add(text == null ? "" : text.toString().strip());
        }
        return texts;
      } catch (SQLException e) {
        throw unreadable(column, e);
      }
    }

    @Override
    public String id(int column) {
      String id = text(column);
      if (id.isEmpty()) {
        throw expected(column, "an id");
      }
      return id;
    }

    @Override
    public float number(int column) {
      return number(column, value(column), "a finite number");
    }

    @Override
    public float numberOrMissing(int column) {
      Object value = value(column);
      boolean missing =
          switch (value) {
            case null -> true;
            case Number number -> Float.isNaN(number.floatValue());
            default -> DecimalNumbers.isMissing(value.toString().strip());
          };
      return missing ? Float.NaN : number(column, value, "a finite number or nothing");
    }

    private float number(int column, Object value, String expected) {
      float number =
          switch (value) {
            case Number given -> given.floatValue();
            case Boolean given -> given ? 1 : 0;
            case String given -> parsed(given.strip());
            case null, default -> Float.NaN;
          };
      if (!Float.isFinite(number)) {
        throw expected(column, expected);
      }
      return number;
    }

    private static float parsed(String text) {
      try {
        return DecimalNumbers.parse(text);
      } catch (NumberFormatException e) {
        return Float.NaN;
      }
    }

    @Override
    public long time(int column) {
      Object value = value(column);
      if (value == null) {
        throw expected(column, "a time");
      }
      try {
        return switch (value) {
          case String text -> Timestamps.parse(text.strip());
          case BigDecimal seconds -> Timestamps.parse(seconds.toPlainString());
          case Double seconds -> Timestamps.parse(plain(seconds));
          case Float seconds -> Timestamps.parse(plain(seconds.doubleValue()));
          case Number seconds -> Timestamps.parse(seconds.toString());
          default -> seconds(column, value);
        };
      } catch (IllegalArgumentException e) {
        throw new BadRow(place(column), e.getMessage(), null);
      }
    }

    /** Digits without an exponent, as a number of seconds is read. */
    private static String plain(double seconds) {
      return Double.isFinite(seconds)
          ? BigDecimal.valueOf(seconds).toPlainString()
          : Double.toString(seconds);
    }

    private long seconds(int column, Object value) {
      long seconds =
          switch (value) {
            case LocalDateTime time -> time.toEpochSecond(ZoneOffset.UTC);
            case OffsetDateTime time -> time.toEpochSecond();
            case ZonedDateTime time -> time.toEpochSecond();
            case Instant time -> time.getEpochSecond();
            case LocalDate date -> date.toEpochDay() * 86_400;
            case Date date -> date.toLocalDate().toEpochDay() * 86_400;
            default -> timestamp(column);
          };
      if (seconds < 0 || seconds > Timestamps.LATEST) {
        throw expected(column, "a time from 1970 to the year 9999");
      }
      return seconds;
    }

    /**
     * A timestamp, asked for again with the zone in which one without a zone is to be understood:
     * else it would be that of the JVM.
     */
    private long timestamp(int column) {
      try {
        Timestamp time = rows.getTimestamp(column + 1, utc);
        return Math.floorDiv(time.getTime(), 1000L);
      } catch (SQLException e) {
        throw expected(column, "a time");
      }
    }

    private Object value(int column) {
      try {
        return rows.getObject(column + 1);
      } catch (SQLException e) {
        throw unreadable(column, e);
      }
    }

    @Override
    public BadRow expected(int column, String what) {
      Object found = value(column);
      return new BadRow(
          place(column),
          "expected %s, found %s"
              .formatted(what, found == null ? "NULL" : DataException.quoted(found.toString())),
          null);
    }

    private BadRow unreadable(int column, SQLException e) {
      return new BadRow(place(column), "cannot be read: " + e.getMessage(), e);
    }

    private String place(int column) {
      return "row %d, column %s (%s)"
          .formatted(row, DataException.quoted(labels[column]), roles[column]);
    }
  }
}
