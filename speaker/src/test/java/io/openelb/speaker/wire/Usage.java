package io.openelb.speaker.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a process took of the processors.
 *
 * @param nanos of processor time, of the system's too
 * @param runs how often it was given a processor: about the number of its wakes
 */
record Usage(long nanos, long runs) {

  static final Usage NONE = new Usage(0, 0);

  private static final Path PROC = Path.of("/proc");
  private static final long NANOS_OF_TICK = 10_000_000;

  /** Fields of {@code stat}, counted from 0 behind the name: {@code utime} and {@code stime}. */
  private static final int UTIME = 11;

  private static final int STIME = 12;

  /** What the process took since it started, those of its threads that have ended included. */
  static long nanosOf(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * NANOS_OF_TICK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What its threads took since they started, by name; those of one name together. */
  static Map<String, Usage> threadsOf(long pid) {
    Map<String, Usage> threads = new HashMap<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
      for (Path task : tasks) {
        addThread(task, threads);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return threads;
  }

  private static void addThread(Path task, Map<String, Usage> threads) throws IOException {
    try {
      String[] fields = Files.readString(task.resolve("schedstat")).strip().split(" ", -1);
      Usage usage = new Usage(Long.parseLong(fields[0]), Long.parseLong(fields[2]));
      threads.merge(Files.readString(task.resolve("comm")).strip(), usage, Usage::plus);
    } catch (NoSuchFileException ended) {
      // It took part in nothing that lasts.
    }
  }

  Usage plus(Usage more) {
    return new Usage(nanos + more.nanos, runs + more.runs);
  }

  Usage since(Usage before) {
    return new Usage(nanos - before.nanos, runs - before.runs);
  }
}
