// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.List;

/**
 * One option of a command. What is declared here is what the parser accepts and what {@code --help}
 * prints.
 *
 * @param name without dashes; a name of one letter is written with one dash, a longer one with two
 * @param kind what values it takes
 * @param placeholder what stands for the value in the help, such as {@code FILE}; empty for a flag
 * @param help what it is for, in one or two sentences
 * @param whenAbsent the value if it is not given, null if there is none
 * @param required whether a call without it is wrong
 * @param repeated whether it may be given more than once
 */
record Option(
    String name,
    Kind kind,
    String placeholder,
    String help,
    String whenAbsent,
    boolean required,
    boolean repeated) {

  /** What values an option takes. */
  sealed interface Kind {}

  /** No value: there or not. */
  record Flag() implements Kind {}

  /** Any text; an empty one only where {@code mayBeEmpty}. */
  record Text(boolean mayBeEmpty) implements Kind {}

  /** One of a few words. */
  record Choice(List<String> words) implements Kind {}

  /** An integer from {@code least} to {@code most}, both included. */
  record Whole(long least, long most) implements Kind {}

  /** Such integers joined by commas, at least one. */
  record Wholes(long least, long most) implements Kind {}

  /** A finite number from {@code least} to {@code most}, both included. */
  record Real(double least, double most) implements Kind {}

  /** {@code KEY=VALUE}. */
  record KeyValue() implements Kind {}

  static Option flag(String name, String help) {
    return new Option(name, new Flag(), "", help, null, false, false);
  }

  static Option text(String name, String placeholder, String help) {
    return new Option(name, new Text(false), placeholder, help, null, false, false);
  }

  static Option choice(String name, String placeholder, List<String> words, String help) {
    return new Option(name, new Choice(List.copyOf(words)), placeholder, help, null, false, false);
  }

  static Option whole(String name, String placeholder, long least, long most, String help) {
    return new Option(name, new Whole(least, most), placeholder, help, null, false, false);
  }

  static Option wholes(String name, String placeholder, long least, long most, String help) {
    return new Option(name, new Wholes(least, most), placeholder, help, null, false, false);
  }

  static Option real(String name, String placeholder, double least, double most, String help) {
    return new Option(name, new Real(least, most), placeholder, help, null, false, false);
  }

  static Option keyValue(String name, String help) {
    return new Option(name, new KeyValue(), "KEY=VALUE", help, null, false, true);
  }

  Option withDefault(String value) {
    return new Option(name, kind, placeholder, help, value, required, repeated);
  }

  Option asRequired() {
    return new Option(name, kind, placeholder, help, whenAbsent, true, repeated);
  }

  Option asRepeated() {
    return new Option(name, kind, placeholder, help, whenAbsent, required, true);
  }

  /** The option with its text allowed to be empty. */
  Option orEmpty() {
    return new Option(name, new Text(true), placeholder, help, whenAbsent, required, repeated);
  }

  boolean isFlag() {
    return kind instanceof Flag;
  }

  /** The name as it is typed, with its dashes. */
  String typed() {
    return typed(name);
  }

  /** A name as it is typed, with its dashes. */
  static String typed(String name) {
    return (name.length() == 1 ? "-" : "--") + name;
  }

  /** The name with what it takes: {@code --model NAME}. */
  String withPlaceholder() {
    return isFlag() ? typed() : typed() + " " + placeholder;
  }
}
