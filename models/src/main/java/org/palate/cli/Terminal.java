// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

/**
 * How many columns the terminals have that a process writes to.
 *
 * @param out columns of standard output, or 0 if it is not a terminal
 * @param err columns of standard error, or 0 if it is not a terminal
 */
record Terminal(int out, int err) {
  /** Both streams go to files or pipes. */
  static final Terminal NONE = new Terminal(0, 0);

  /** Columns where nobody says how many there are. */
  static final int USUAL = 80;

  private static final int WIDEST_HELP = 100;
  private static final int NARROWEST_HELP = 40;

  /**
   * The terminals of this process. The launcher says in {@code palate.columns.out} and {@code
   * palate.columns.err} how wide they are; without it Java only tells whether input and output
   * together are one, and its width is that of the environment variable {@code COLUMNS}.
   */
  static Terminal ofThisProcess() {
    boolean console = System.console() != null && System.console().isTerminal();
    int otherwise = console ? columns(System.getenv("COLUMNS")) : 0;
    return new Terminal(
        told("palate.columns.out", otherwise), told("palate.columns.err", otherwise));
  }

  private static int told(String property, int otherwise) {
    String told = System.getProperty(property);
    return told == null ? otherwise : told.equals("0") ? 0 : columns(told);
  }

  /** The number of columns that a text names; {@value #USUAL} if it is not a positive integer. */
  static int columns(String text) {
    return text != null && text.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(text) : USUAL;
  }

  /** How long the lines of help may be: on a terminal its width up to 100, else 80 columns. */
  int helpWidth() {
    return out == 0 ? USUAL : Math.clamp(out, NARROWEST_HELP, WIDEST_HELP);
  }
}
