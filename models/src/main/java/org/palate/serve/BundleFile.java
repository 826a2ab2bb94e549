// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palate.io.AtomicFile;
import org.palate.io.FileSection;
import org.palate.io.Nearest;

/**
 * The container of a bundle: one file of named sections, every byte of it under a checksum.
 *
 * <pre>
 *   32 bytes   {@link BundleHeader}: magic, format version, where the manifest lies
 *   sections   one after another, without gaps
 *   manifest   JSON: {"sections": [{"name", "offset", "length", "crc32c"}, …]}, to the end of the file
 * </pre>
 *
 * <p>Header, manifest and each section carry a CRC-32C, which finds every change of up to 32 bits
 * in a row, and any other with a probability of 1 - 2^-32. A file cut short, or with bytes
 * appended, is found by its length. Checksums guard against accidents, not against someone who
 * means harm: these would be written anew, and the readers of the sections must still check what
 * they say.
 *
 * <p>A bundle is read from the file that was opened, even if another takes its path meanwhile.
 * Reading leaves no state behind and may happen on several threads.
 *
 * <pre>{@code
 * BundleFile.write(path, bundle -> {
 *   bundle.section("model.json", config.toJson().getBytes(UTF_8));
 *   bundle.section("weights.safetensors", weights::writeTo);
 * });
 * try (BundleFile bundle = BundleFile.open(path)) {
 *   JsonObject config = Json.parseObject(bundle.bytes("model.json"));
 *   SafetensorsFile weights = SafetensorsFile.read(bundle.section("weights.safetensors"));
 * }
 * }</pre>
 */
public final class BundleFile implements AutoCloseable {
  /** The version that is written; every version up to it is read. */
  public static final int FORMAT = 1;

  private final FileSection file;
  private final int format;
  private final Map<String, BundleManifest.Entry> entries;

  private BundleFile(FileSection file, int format, Map<String, BundleManifest.Entry> entries) {
    this.file = file;
    this.format = format;
    this.entries = entries;
  }

  /** Writes the sections of a new bundle. */
  @FunctionalInterface
  public interface Content {
    /** Adds all sections to {@code bundle}, in the order in which the file shall hold them. */
    void writeTo(BundleWriter bundle) throws IOException;
  }

  /**
   * Writes a bundle, whole or not at all (see {@link AtomicFile}).
   *
   * @throws IOException if that fails; an existing file is then as it was
   */
  public static void write(Path path, Content content) throws IOException {
    AtomicFile.writeChannel(
        path,
        channel -> {
          BundleWriter writer = new BundleWriter(channel);
          content.writeTo(writer);
          writer.finish();
        });
  }

  /**
   * Whether a file begins as a bundle of any format does, damaged or not; false if it cannot be
   * read.
   */
  public static boolean isBundle(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return BundleHeader.hasMagic(in.readNBytes(BundleHeader.BYTES));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Opens a bundle and checks every byte of it.
   *
   * @throws BundleException if it is no bundle, damaged, or of a newer format
   * @throws IOException if it cannot be read
   */
  public static BundleFile open(Path path) throws IOException {
    BundleFile bundle = openUnchecked(path);
    try {
      for (String name : bundle.names()) {
        bundle.check(name);
      }
      return bundle;
    } catch (IOException | RuntimeException | Error e) {
      bundle.close();
      throw e;
    }
  }

  /**
   * Opens a bundle and checks its header and manifest, but of its sections only that they are
   * there: for a quick look at a large one. Use {@link #check} on each section that is read.
   *
   * @throws BundleException if it is no bundle, its header or manifest is damaged, its length is
   *     wrong, or it is of a newer format
   * @throws IOException if it cannot be read
   */
  public static BundleFile openUnchecked(Path path) throws IOException {
    FileSection file = FileSection.open(path);
    try {
      BundleHeader header = BundleHeader.read(file);
      Map<String, BundleManifest.Entry> entries = new LinkedHashMap<>();
      for (BundleManifest.Entry entry : BundleManifest.read(file, header).sections()) {
        if (entries.put(entry.name(), entry) != null) {
          throw new BundleException(
              path + ": manifest: two sections have the name '" + entry.name() + "'");
        }
      }
      return new BundleFile(file, header.format(), entries);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** The format version of the file, from 1 to {@link #FORMAT}. */
  public int format() {
    return format;
  }

  /** The number of bytes of the whole file. */
  public long length() {
    return file.length();
  }

  /** The names of all sections, in the order of the file. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** Whether there is a section of this name. */
  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /**
   * A section, to be read as a stream, at any position, or as an inner file.
   *
   * @throws BundleException if there is none of this name
   */
  public FileSection section(String name) throws BundleException {
    BundleManifest.Entry entry = entry(name);
    return file.slice("section " + name, entry.offset(), entry.length());
  }

  /**
   * All bytes of a section.
   *
   * @throws BundleException if there is none of this name
   * @throws IOException if it is too long for one array, or cannot be read
   */
  public byte[] bytes(String name) throws IOException {
    return section(name).readAllBytes();
  }

  /**
   * Compares a section with its checksum; {@link #open} has done so for all.
   *
   * @throws BundleException if they differ, or there is no section of this name
   */
  public void check(String name) throws IOException {
    int found = section(name).crc32c();
    int expected = entry(name).crc32c();
    if (found != expected) {
      throw BundleHeader.damaged(file.label(), "section '" + name + "'", expected, found);
    }
  }

  /** Closes the file, also for the sections that were taken from it. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  private BundleManifest.Entry entry(String name) throws BundleException {
    BundleManifest.Entry entry = entries.get(name);
    if (entry == null) {
      throw new BundleException(
          "%s: expected a section '%s', but there is none%s; present are: %s"
              .formatted(
                  file.label(),
                  name,
                  Nearest.hint(name, entries.keySet()),
                  String.join(", ", entries.keySet())));
    }
    return entry;
  }
}
