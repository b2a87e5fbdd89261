package io.openelb.speaker.wire;

import static java.util.stream.Collectors.joining;

import io.openelb.api.SpeakerReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a speaker costs among many: one real speaker with addresses of its own, and a {@link Crowd}
 * on the same segment. Writes {@code docs/benchmarks/crowd.md}.
 */
final class CrowdBenchmark {

  private static final Path REPORT = Path.of("../docs/benchmarks/crowd.md");
  private static final long SEED = 1;
  private static final String NODE = "n1";
  private static final String POOL = "192.168.77.91-192.168.77.100";
  private static final int WARM_UP_SECONDS = 30;
  private static final int SECONDS = 60;
  private static final double A_SECOND = 1e9;

  /** The least share of the peers' advertisements that has to be heard. */
  private static final double ENOUGH = 0.97;

  /** As often it may ask for more: a peer that it lost because the machine stalled is new to it. */
  private static final int STALLS = 10;

  /** How the names of threads begin, in the order in which they are told. */
  private static final List<String> THREADS =
      List.of("capture", "state", "send", "links", "VM Thread", "C1");

  private static final String OTHERS = "all others";

  private CrowdBenchmark() {}

  /** What a line of {@link Crowd} says. */
  private record Said(int sent, int wanting) {}

  /** What one crowd cost the speaker. */
  private record Run(int peers, double seconds, int heard, long nanos, Map<String, Usage> threads) {

    String percent(long nanosOfThese) {
      return "%.2f".formatted(100 * nanosOfThese / A_SECOND / seconds);
    }

    String aSecond(long times) {
      return "%.0f".formatted(times / seconds);
    }

    Usage all() {
      return threads.values().stream().reduce(Usage.NONE, Usage::plus);
    }
  }

  /**
   * Measures.
   *
   * @param args how many peers there are, one run for each
   */
  public static void main(String[] args) throws Exception {
    List<String> lines = new ArrayList<>(circumstances(args));
    List<Run> runs = new ArrayList<>();
    for (String peers : args) {
      runs.add(measure(Integer.parseInt(peers)));
    }
    lines.addAll(tables(runs));
    lines.forEach(System.out::println);
    Files.write(REPORT, lines);
  }

  private static Run measure(int peers) throws IOException {
    try (Bed bed = new Bed("crowd-" + peers)) {
      // It could not follow such a crowd.
      bed.station().close();
      Node node = bed.node();
      node.start();
      bed.api().eip("crowd", POOL, "eth0");
      for (int host = 91; host <= 100; host++) {
        bed.api().service("192.168.77." + host, NODE);
      }
      BufferedReader crowd = gather(bed, peers).inputReader();
      listen(crowd, WARM_UP_SECONDS);
      requireHeard(bed, peers);
      Map<String, Usage> threads = Usage.threadsOf(node.pid());
      long nanos = Usage.nanosOf(node.pid());
      long start = System.nanoTime();
      Said said = listen(crowd, SECONDS);
      double seconds = (System.nanoTime() - start) / A_SECOND;
      nanos = Usage.nanosOf(node.pid()) - nanos;
      Map<String, Usage> grouped = grouped(threads, Usage.threadsOf(node.pid()));
      requireHeard(bed, peers);
      if (said.wanting > STALLS || said.sent < ENOUGH * 10 * peers * seconds) {
        throw new IllegalStateException("not at rest, or too busy: " + said);
      }
      return new Run(peers, seconds, said.sent, nanos, grouped);
    }
  }

  private static Process gather(Bed bed, int peers) throws IOException {
    return bed.client()
        .command(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Crowd.class.getName(),
                "eth0",
                Integer.toString(peers),
                Long.toString(SEED)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** What the crowd said and heard in so many of its seconds. */
  private static Said listen(BufferedReader crowd, int seconds) throws IOException {
    Said all = new Said(0, 0);
    for (int second = 0; second < seconds; second++) {
      String line = Objects.requireNonNull(crowd.readLine(), "the crowd has gone");
      String[] counts = line.split(" ", -1);
      all =
          new Said(
              all.sent + Integer.parseInt(counts[0]), all.wanting + Integer.parseInt(counts[1]));
    }
    return all;
  }

  /** The speaker takes all peers for live, as its Lease says, and nothing is wrong with it. */
  private static void requireHeard(Bed bed, int peers) {
    SpeakerReport report = bed.api().report(NODE).orElseThrow();
    if (report.hears().size() != peers) {
      throw new IllegalStateException("hears only %d peers".formatted(report.hears().size()));
    }
  }

  private static Map<String, Usage> grouped(Map<String, Usage> before, Map<String, Usage> after) {
    Map<String, Usage> grouped = new HashMap<>();
    after.forEach((name, usage) -> {
      Usage since = usage.since(before.getOrDefault(name, Usage.NONE));
      String group = THREADS.stream().filter(name::startsWith).findFirst().orElse(OTHERS);
      grouped.merge(group, since, Usage::plus);
    });
    return grouped;
  }

  private static List<String> circumstances(String[] args) throws IOException {
    String meminfo = Files.readString(Path.of("/proc/meminfo"));
    long kibibytes = Long.parseLong(meminfo.split("\\s+", 3)[1]);
    boolean changed = !git("status --porcelain --untracked-files=no").isEmpty();
    String load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    return List.of(
        "# A speaker in a crowd",
        "",
        "- command: `mvn -pl speaker -am -Pcrowd process-test-classes`, which runs `CrowdBenchmark %s`"
            .formatted(String.join(" ", args)),
        "- seed: " + SEED,
        "- commit: %s%s"
            .formatted(
                git("rev-parse --short=12 HEAD"), changed ? " with uncommitted changes" : ""),
        "- date: %s UTC"
            .formatted(
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
                    .format(ZonedDateTime.now(ZoneOffset.UTC))),
        "- machine: %d cores, %d GiB, Linux %s; the crowd runs on it too"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                Math.round(kibibytes / (double) (1 << 20)),
                System.getProperty("os.version")),
        "- load average at start: " + load,
        "",
        "One real speaker with 10 addresses, and peers on its segment that one program plays: each advertises",
        "every 100 ms at its own moment, sealed, has 10 addresses, and says to hear the real speaker and all other peers.",
        "A run counts only if the speaker takes each of them for live, before and after, and knows what they have. Measured for",
        "%d s after %d s, in network namespaces, with the options of the image but without its AOT cache."
            .formatted(SECONDS, WARM_UP_SECONDS),
        "");
  }

  private static String git(String arguments) {
    return Commands.run(List.of(("git " + arguments).split(" "))).orFail();
  }

  private static List<String> tables(List<Run> runs) {
    List<String> lines = new ArrayList<>();
    lines.add("## All of it");
    lines.add("");
    lines.add("| peers | advertisements heard a second | percent of a core | wakes a second |");
    lines.add("| --: | --: | --: | --: |");
    for (Run run : runs) {
      lines.add(
          "| %d | %s | %s | %s |"
              .formatted(
                  run.peers,
                  run.aSecond(run.heard),
                  run.percent(run.nanos),
                  run.aSecond(run.all().runs())));
    }
    lines.add("");
    lines.add("## By thread: percent of a core, wakes a second");
    lines.add("");
    lines.add(row("thread", runs, run -> "%d peers".formatted(run.peers)));
    lines.add(row(":--", runs, _ -> "--:"));
    Stream.concat(THREADS.stream(), Stream.of(OTHERS))
        .map(group -> row(group, runs, run -> cell(run, group)))
        .forEach(lines::add);
    return lines;
  }

  private static String cell(Run run, String group) {
    Usage usage = run.threads.getOrDefault(group, Usage.NONE);
    return run.percent(usage.nanos()) + ", " + run.aSecond(usage.runs());
  }

  private static String row(String head, List<Run> runs, Function<Run, String> cell) {
    return runs.stream().map(cell).collect(joining(" | ", "| " + head + " | ", " |"));
  }
}
