// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The kind of a file that was expected to be of another, recognised by its first bytes: for
 * messages that say what the file is and what reads it.
 */
public enum FileKind {
  /** Weights alone, as {@link SafetensorsFile} reads them. */
  SAFETENSORS("a safetensors file", "read it with SafetensorsFile"),
  /** What {@code palate train} writes. */
  BUNDLE(
      "a Palate bundle",
      "serve it as a bundle, or read its section weights.safetensors through BundleFile"),
  /** PyTorch's own format since 1.6. */
  ZIP("a zip archive, as torch.save writes (.pt, .pth, .bin)", torch()),
  /** PyTorch's own format before. */
  PICKLE("a Python pickle, as older torch.save writes (.pt, .pth, .bin)", torch()),
  /** Something compressed. */
  GZIP("compressed by gzip", "unpack it with gunzip"),
  /** Keras' weights, among others. */
  HDF5(
      "an HDF5 file (.h5)",
      python(
          "import h5py, safetensors.numpy as s; t = {};"
              + " h5py.File('FILE').visititems(lambda n, d: t.update({n: d[()]})"
              + " if isinstance(d, h5py.Dataset) else None);"
              + " s.save_file(t, 'FILE.safetensors')")),
  /** The format of llama.cpp. */
  GGUF("a GGUF file, as llama.cpp reads", "take the model's safetensors files instead"),
  /** One NumPy array. */
  NUMPY(
      "a NumPy array (.npy)",
      python(
          "import numpy, safetensors.numpy as s;"
              + " s.save_file({'NAME': numpy.load('FILE')}, 'FILE.safetensors')")),
  /** What a web server answers a download that it refuses. */
  HTML("an HTML page, not the file itself", "download the file anew, from its direct address"),
  /** The stand-in for a large file in a Git repository. */
  GIT_LFS("a Git LFS pointer, not the file itself", "fetch the file with git lfs pull"),
  /** Text, such as the index of a model in several files. */
  JSON(
      "JSON text",
      "if it is the index of a model in several files, it names the files to read instead");

  private static final int SEEN = 128;

  private final String words;
  private final String advice;

  FileKind(String words, String advice) {
    this.words = words;
    this.advice = advice;
  }

  private static String torch() {
    return python(
        "import torch, safetensors.torch as s;"
            + " s.save_file(torch.load('FILE', map_location='cpu', weights_only=True),"
            + " 'FILE.safetensors')");
  }

  private static String python(String line) {
    return "convert it with this line of Python: " + line;
  }

  /** What it is, in words that follow "found". */
  public String words() {
    return words;
  }

  /** How to come to tensors that {@link SafetensorsFile} reads. */
  public String advice() {
    return advice;
  }

  /**
   * The kind of a file; empty if its first bytes tell nothing. A safetensors file is only taken for
   * one here if its header begins as it should.
   */
  public static Optional<FileKind> of(FileSection file) throws IOException {
    byte[] first = new byte[(int) Math.min(SEEN, file.length())];
    file.read(0, ByteBuffer.wrap(first));
    // One char for each byte, so that bytes compare as text.
    String start = new String(first, StandardCharsets.ISO_8859_1);
    return Optional.ofNullable(safetensors(first) ? SAFETENSORS : of(start));
  }

  private static FileKind of(String start) {
    if (start.startsWith("PALATE")) {
      return BUNDLE;
    } else if (start.startsWith("PK\3\4")) {
      return ZIP;
    } else if (start.length() > 1 && start.charAt(0) == 0x80 && isProtocol(start.charAt(1))) {
      return PICKLE;
    } else if (start.startsWith("\u001f\u008b")) {
      return GZIP;
    } else if (start.startsWith("\u0089HDF\r\n")) {
      return HDF5;
    } else if (start.startsWith("GGUF")) {
      return GGUF;
    } else if (start.startsWith("\u0093NUMPY")) {
      return NUMPY;
    } else if (start.startsWith("version https://git-lfs")) {
      return GIT_LFS;
    }
    String text = start.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return HTML;
    }
    return text.matches("(?s)(\\{\\s*[\"}]|\\[\\s*[\\[{\"\\d\\]]).*") ? JSON : null;
  }

  private static boolean isProtocol(char version) {
    return version >= 2 && version <= 5;
  }

  /** Eight bytes of a length below the format's limit, then the brace that opens the header. */
  private static boolean safetensors(byte[] first) {
    return first.length > SafetensorsHeader.LENGTH_BYTES
        && SafetensorsHeader.length(first) <= SafetensorsHeader.LONGEST
        && SafetensorsHeader.length(first) >= 2
        && first[SafetensorsHeader.LENGTH_BYTES] == '{';
  }
}
