// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.palate.io.FileSection;
import org.palate.io.Json;
import org.palate.io.JsonArray;
import org.palate.io.JsonException;
import org.palate.io.JsonObject;

/**
 * The list of sections at the end of a bundle: {@code {"sections": [{"name": "model.json",
 * "offset": 32, "length": 120, "crc32c": "e3069283"}, …]}}. The sections lie in this order, the
 * first behind the header, each behind the one before it, the manifest behind the last.
 */
record BundleManifest(List<Entry> sections) {
  private static final int LONGEST_NAME = 255;

  /** One section; offsets count from the start of the file. */
  record Entry(String name, long offset, long length, int crc32c) {
    long end() {
      return offset + length;
    }
  }

  byte[] encode() {
    List<JsonObject> list = new ArrayList<>();
    for (Entry section : sections) {
      list.add(
          JsonObject.EMPTY
              .with("name", section.name())
              .with("offset", section.offset())
              .with("length", section.length())
              .with("crc32c", HexFormat.of().toHexDigits(section.crc32c())));
    }
    return JsonObject.EMPTY
        .with("sections", JsonArray.of(list))
        .toJson()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The manifest of an open file, checked, whose header was checked before. */
  static BundleManifest read(FileSection file, BundleHeader header) throws IOException {
    byte[] utf8 = new byte[header.manifestLength()];
    file.read(header.manifestOffset(), ByteBuffer.wrap(utf8));
    int crc = BundleHeader.crc32c(utf8, utf8.length);
    if (crc != header.manifestCrc32c()) {
      throw BundleHeader.damaged(file.label(), "manifest", header.manifestCrc32c(), crc);
    }
    try {
      return new BundleManifest(decode(utf8, header.manifestOffset()));
    } catch (JsonException e) {
      throw new BundleException(file.label() + ": manifest: " + e.getMessage(), e);
    }
  }

  /** Why a section may not have this name; null if it may. */
  static String problemWithName(String name) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      return "expected a name of 1 to " + LONGEST_NAME + " characters, found " + name.length();
    }
    return name.chars().anyMatch(Character::isISOControl)
        ? "expected a name without control characters"
        : null;
  }

  private static List<Entry> decode(byte[] utf8, long end) {
    JsonObject manifest = Json.parseObject(utf8);
    manifest.onlyKeys("sections");
    JsonArray array = manifest.getArray("sections");
    List<Entry> entries = new ArrayList<>();
    long covered = BundleHeader.BYTES;
    for (int i = 0; i < array.size(); i++) {
      JsonObject object = array.getObject(i);
      object.onlyKeys("name", "offset", "length", "crc32c");
      String crc = object.getString("crc32c");
      if (!crc.matches("[0-9a-f]{8}")) {
        throw new JsonException("sections[" + i + "].crc32c: expected 8 hexadecimal digits");
      }
      Entry entry =
          new Entry(
              object.getString("name"),
              object.getLong("offset"),
              object.getLong("length"),
              HexFormat.fromHexDigits(crc));
      String problem = problemWithName(entry.name());
      if (problem != null) {
        throw new JsonException("sections[" + i + "].name: " + problem);
      }
      if (entry.offset() != covered || entry.length() < 0 || entry.length() > end - covered) {
        throw new JsonException(
            "sections[%d]: expected a range from %d on and at most to %d, found offset %d, length %d"
                .formatted(i, covered, end, entry.offset(), entry.length()));
      }
      covered = entry.end();
      entries.add(entry);
    }
    if (covered != end) {
      throw new JsonException(
          "expected sections up to offset %d, they end at %d".formatted(end, covered));
    }
    return entries;
  }
}
