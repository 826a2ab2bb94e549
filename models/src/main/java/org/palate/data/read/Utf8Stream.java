// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns text of any character set into UTF-8 as it is read. Bytes that are no text of the set
 * become the byte 0xFF, which is never part of UTF-8, so that the check of the rows finds the error
 * in the row where it is.
 */
final class Utf8Stream extends InputStream {
  static final byte MALFORMED = (byte) 0xFF;
  private static final int SIZE = 1 << 14;

  private final InputStream source;
  private final CharsetDecoder decoder;
  private final CharsetEncoder encoder;
  private final ByteBuffer in = ByteBuffer.allocate(SIZE).flip();
  private final CharBuffer chars = CharBuffer.allocate(SIZE).flip();
  private final ByteBuffer out = ByteBuffer.allocate(3 * SIZE + 8).flip();
  private boolean ended;

  Utf8Stream(InputStream source, Charset charset) {
    this.source = source;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    this.encoder = StandardCharsets.UTF_8.newEncoder();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!out.hasRemaining()) {
      if (ended) {
        return -1;
      }
      advance();
    }
    int count = Math.min(length, out.remaining());
    out.get(target, offset, count);
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private void advance() throws IOException {
    in.compact();
    int count = source.read(in.array(), in.position(), in.remaining());
    boolean last = count < 0;
    in.position(in.position() + Math.max(count, 0)).flip();
    out.clear();
    chars.compact();
    CoderResult result = decoder.decode(in, chars, last);
    boolean finished = last && result.isUnderflow();
    if (finished) {
      decoder.flush(chars);
    }
    chars.flip();
    // A surrogate pair cut in two stays in chars until its other half comes.
    CoderResult encoded = encoder.encode(chars, out, finished);
    if (encoded.isError()) {
      chars.position(chars.position() + encoded.length());
      out.put(MALFORMED);
    }
    if (result.isError()) {
      in.position(in.position() + result.length());
      out.put(MALFORMED);
    }
    ended = finished && !chars.hasRemaining();
    out.flip();
  }
}
