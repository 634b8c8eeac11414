package io.github.claudebridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Expected outputs kept as files, a folder per case under {@code src/test/resources}. With {@code
 * -Dgolden.update=true} the files are written instead of compared; look at the diff before
 * committing it.
 */
public final class Golden {

  private static final Path ROOT = Path.of("src/test/resources");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  private final Path folder;

  private Golden(Path folder) {
    this.folder = folder;
  }

  /** Returns every case folder below {@code src/test/resources/subject}, in the order of names. */
  public static List<Golden> cases(String subject) {
    try (Stream<Path> folders = Files.list(ROOT.resolve(subject))) {
      return folders.filter(Files::isDirectory).sorted().map(Golden::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("no cases of " + subject, e);
    }
  }

  /** A folder of the project, such as the one of the documents, held like a case. */
  public static Golden at(String folder) {
    return new Golden(Path.of(folder));
  }

  /** Reads an input of this case. */
  public String input(String file) {
    return read(folder.resolve(file));
  }

  /** Compares one output with the file of that name. */
  public void check(String file, String actual) {
    Path path = folder.resolve(file);
    if (UPDATE) {
      write(path, actual);
    }
    assertThat(Files.exists(path))
        .as("%s is missing; run with -Dgolden.update=true", path)
        .isTrue();
    assertThat(actual).as(path.toString()).isEqualTo(read(path));
  }

  /**
   * Compares a list of outputs with {@code prefix.1.suffix}, {@code prefix.2.suffix} and so on, and
   * sees to it that there is no file too many.
   */
  public void checkAll(String prefix, String suffix, List<String> actual) {
    Path beyond = folder.resolve(prefix + "." + (actual.size() + 1) + "." + suffix);
    if (UPDATE) {
      for (int i = actual.size() + 1;
          delete(folder.resolve(prefix + "." + i + "." + suffix));
          i++) {}
    }
    for (int i = 0; i < actual.size(); i++) {
      check(prefix + "." + (i + 1) + "." + suffix, actual.get(i));
    }
    assertThat(Files.exists(beyond)).as("%s is one output too many", beyond).isFalse();
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  private static void write(Path path, String text) {
    try {
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }

  private static boolean delete(Path path) {
    try {
      return Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }
}
