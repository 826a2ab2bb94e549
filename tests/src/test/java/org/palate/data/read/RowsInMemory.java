// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.List;

/**
 * A result set of rows in memory, with no more methods than a reader may rely on: every other is an
 * {@link UnsupportedOperationException}. A timestamp is a {@link LocalDateTime} and becomes a
 * {@link Timestamp} in the zone of the calendar given, else in that of the JVM, as drivers do. A
 * value that is a {@link SQLException} is thrown.
 */
final class RowsInMemory {
  private final List<String> labels;
  private final List<List<?>> rows;
  private int at = -1;

  private RowsInMemory(List<String> labels, List<List<?>> rows) {
    this.labels = labels;
    this.rows = rows;
  }

  /** Rows of as many values as there are labels; null is NULL. */
  static ResultSet of(List<String> labels, List<List<?>> rows) {
    return proxy(ResultSet.class, new RowsInMemory(labels, rows)::call);
  }

  /** An SQL array. */
  static Array array(Object... values) {
    return proxy(
        Array.class,
        (_, method, _) -> {
          if (method.getName().equals("getArray")) {
            return values;
          }
          throw new UnsupportedOperationException(method.toString());
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private Object call(Object proxy, java.lang.reflect.Method method, Object[] arguments)
      throws SQLException {
    return switch (method.getName()) {
      case "next" -> next();
      case "getMetaData" -> proxy(ResultSetMetaData.class, this::describe);
      case "getString" -> {
        Object value = value(arguments);
        yield value == null ? null : value.toString();
      }
      case "getObject" -> {
        Object value = value(arguments);
        yield value instanceof LocalDateTime time ? in(time, ZoneId.systemDefault()) : value;
      }
      case "getTimestamp" -> {
        if (!(value(arguments) instanceof LocalDateTime time)) {
          throw new SQLException("no timestamp");
        }
        yield in(time, ((Calendar) arguments[1]).getTimeZone().toZoneId());
      }
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private Object describe(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "getColumnCount" -> labels.size();
      case "getColumnLabel" -> labels.get((Integer) arguments[0] - 1);
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private boolean next() throws SQLException {
    at++;
    if (at < rows.size() && rows.get(at).isEmpty()) {
      throw new SQLException("connection lost");
    }
    return at < rows.size();
  }

  private Object value(Object[] arguments) throws SQLException {
    Object value = rows.get(at).get((Integer) arguments[0] - 1);
    if (value instanceof SQLException e) {
      throw e;
    }
    return value;
  }

  private static Timestamp in(LocalDateTime time, ZoneId zone) {
    return Timestamp.from(time.atZone(zone).toInstant());
  }
}
