// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A two-way, immutable dictionary between strings and small numbers.
 *
 * <p>Codes run from 1 in the order in which the keys were first seen. Code 0 belongs to no key: it
 * stands for everything the vocabulary has not seen, and for a value that is missing. So a table
 * with {@link #size} rows has a row for the unknown, and no lookup ever fails.
 */
public final class Vocabulary {
  /** The code of every key that is not in the vocabulary. */
  public static final int UNKNOWN = 0;

  private final List<String> keys;
  private final Map<String, Integer> codes;

  private Vocabulary(List<String> keys, Map<String, Integer> codes) {
    this.keys = keys;
    this.codes = codes;
  }

  /**
   * The vocabulary whose codes 1, 2, … are these keys, as {@link #keys} gave them.
   *
   * @throws IllegalArgumentException if a key appears twice
   */
  public static Vocabulary of(List<String> keys) {
    Map<String, Integer> codes = HashMap.newHashMap(keys.size());
    for (String key : keys) {
      if (codes.put(key, codes.size() + 1) != null) {
        throw new IllegalArgumentException("expected different keys, found \"" + key + "\" twice");
      }
    }
    return new Vocabulary(List.copyOf(keys), codes);
  }

  /** The code of {@code key}, from 1; {@link #UNKNOWN} if it is not here. */
  public int code(String key) {
    Integer code = codes.get(key);
    return code == null ? UNKNOWN : code;
  }

  /** Whether {@code key} has a code of its own. */
  public boolean contains(String key) {
    return codes.containsKey(key);
  }

  /**
   * The key of a code.
   *
   * @throws IndexOutOfBoundsException unless {@code 1 <= code < size()}; code 0 has no key
   */
  public String key(int code) {
    if (code < 1 || code > keys.size()) {
      throw new IndexOutOfBoundsException(
          "expected a code with a key, 1 to " + keys.size() + ", found " + code);
    }
    return keys.get(code - 1);
  }

  /** For each code here, the code of the same key in another vocabulary. */
  public int[] codesIn(Vocabulary other) {
    int[] found = new int[size()];
    for (int code = 1; code < found.length; code++) {
      found[code] = other.code(key(code));
    }
    return found;
  }

  /** The number of codes, the unknown's 0 included: one more than there are keys. */
  public int size() {
    return keys.size() + 1;
  }

  /** The keys of codes 1, 2, …, unmodifiable; {@link #of} makes the same vocabulary of them. */
  public List<String> keys() {
    return keys;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary that && keys.equals(that.keys);
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }

  @Override
  public String toString() {
    return "Vocabulary of " + keys.size() + " keys";
  }

  /** Collects keys; used once. */
  public static final class Builder {
    private List<String> keys = new ArrayList<>();
    private Map<String, Integer> codes = new HashMap<>();

    /** A builder without keys. */
    public Builder() {}

    /** The code of {@code key}, which joins the vocabulary if it is new. */
    public int add(String key) {
      Integer known = codes.get(key);
      if (known != null) {
        return known;
      }
      keys.add(Objects.requireNonNull(key, "key"));
      codes.put(key, keys.size());
      return keys.size();
    }

    /** Whether {@code key} has been added. */
    public boolean contains(String key) {
      return codes.containsKey(key);
    }

    /** The number of codes so far, the unknown's 0 included. */
    public int size() {
      return keys.size() + 1;
    }

    /** The vocabulary of all keys added; the builder cannot be used any more. */
    public Vocabulary build() {
      Vocabulary built = new Vocabulary(List.copyOf(keys), codes);
      keys = null;
      codes = null;
      return built;
    }
  }
}
