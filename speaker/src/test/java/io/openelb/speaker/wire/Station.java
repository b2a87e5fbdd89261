package io.openelb.speaker.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A station on a segment that is scapy: it sends the frames that an expression makes, and keeps all
 * that it hears. See {@code src/test/wire/station.py}.
 */
final class Station implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Path PROGRAM = Path.of("src/test/wire/station.py").toAbsolutePath();
  private static final long LIMIT_SECONDS = 10;
  private static final Duration POLL = Duration.ofMillis(20);

  private final String node;
  private final Process process;
  private final Writer orders;
  private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private int questions;

  /**
   * A frame of another station.
   *
   * @param at seconds on the machine's clock
   */
  record Heard(double at, Frame frame) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Order(@Nullable String make, @Nullable String send, @Nullable String record) {}

  private Station(String node, Process process) {
    this.node = node;
    this.process = process;
    this.orders = process.outputWriter();
    Thread.ofPlatform().name("station").daemon().start(this::read);
  }

  /**
   * Puts a station on an interface.
   *
   * @param node the MAC of the node on that segment, which expressions may name {@code NODE}
   * @param names what else expressions may name
   */
  static Station on(Machine machine, String nic, String node, Map<String, String> names) {
    try {
      Map<String, String> all = new HashMap<>(names);
      all.put("NODE", node);
      List<String> command =
          List.of(
              Scapy.python().toString(), PROGRAM.toString(), nic, MAPPER.writeValueAsString(all));
      Process process =
          machine.command(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new Station(node, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode said = MAPPER.readTree(line);
        if (said.has("heard")) {
          heard.add(new Heard(said.get("at").asDouble(), frame(said.get("heard"))));
        } else {
          answers.add(said);
        }
      }
    } catch (IOException closed) {
      // Nothing more is to be heard.
    }
  }

  private static Frame frame(JsonNode node) {
    return new Frame(node.get("hex").asText(), node.get("text").asText());
  }

  /** The frames that an expression makes. */
  List<Frame> make(String expression) {
    return frames(order(new Order(expression, null, null)).get("made"));
  }

  /** The one frame that an expression makes. */
  Frame makeOne(String expression) {
    return make(expression).getFirst();
  }

  /** Sends what the expression makes. */
  List<Frame> send(String expression) {
    return frames(order(new Order(null, expression, null)).get("sent"));
  }

  /** From now on all that is sent and heard goes into the file, for people to look at. */
  void record(Path file) {
    order(new Order(null, null, file.toAbsolutePath().toString()));
    heard.clear();
  }

  /** What was heard since the recording began. */
  List<Heard> heard() {
    return List.copyOf(heard);
  }

  /** The frames among it that are so, in their order. */
  List<Heard> heard(Predicate<Frame> such) {
    return heard.stream().filter(one -> such.test(one.frame())).toList();
  }

  /** Waits until something that is so was heard that often. */
  List<Heard> await(String what, int times, Predicate<Frame> such) {
    return Awaitility.await(what)
        .pollInterval(POLL)
        .until(() -> heard(such), found -> found.size() >= times);
  }

  /** Asks for the address until it hears the answer that the station with this MAC owes. */
  void awaitAnswer(String address, String mac) {
    Frame answer = makeOne(Questions.answer(address, mac));
    Awaitility.await("answer" + answer)
        .pollInterval(POLL)
        .until(() -> {
          send(Questions.question(address));
          return !heard(answer::equals).isEmpty();
        });
  }

  /** Waits until a gain of the address was announced as often as it is. */
  void awaitAnnouncements(String address, String mac) {
    for (Frame frame : make(Questions.announcement(address, mac))) {
      var _ = await("4 times" + frame, 4, frame::equals);
    }
  }

  /**
   * What the node says of addresses after the frames of the expression. They are followed by a
   * question that it answers in any case: what it has to say to them was heard by then, and its
   * silence needs no waiting for.
   *
   * @param owned an IPv4 address that the node answers for
   */
  List<Frame> replies(String expression, String owned) {
    String asker = "192.0.2." + (1 + questions++ % 250);
    Frame last =
        makeOne(
            "Ether(src=NODE, dst=CLIENT)/ARP(op=2, hwsrc=NODE, psrc='%s', hwdst=CLIENT, pdst='%s')/Padding(bytes(18))"
                .formatted(owned, asker));
    int before = heard.size();
    send(
        "[%s, Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc=CLIENT, psrc='%s', pdst='%s')]"
            .formatted(expression, asker, owned));
    Supplier<List<Frame>> since =
        () -> List.copyOf(heard).stream().skip(before).map(Heard::frame).toList();
    Awaitility.await("answer" + last).pollInterval(POLL).until(() -> since.get().contains(last));
    return since.get().stream()
        .filter(frame -> frame.isFrom(node) && frame.speaksOfAddresses())
        .filter(frame -> !frame.equals(last))
        .toList();
  }

  private static List<Frame> frames(JsonNode nodes) {
    List<Frame> frames = new ArrayList<>();
    nodes.forEach(node -> frames.add(frame(node)));
    return frames;
  }

  private synchronized JsonNode order(Order order) {
    try {
      orders.write(MAPPER.writeValueAsString(order) + "\n");
      orders.flush();
      JsonNode answer = answers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (answer == null || answer.has("error")) {
        throw new IllegalStateException(order + ": " + answer);
      }
      return answer;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
