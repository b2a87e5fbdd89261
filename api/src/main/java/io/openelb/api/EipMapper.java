package io.openelb.api;

import io.openelb.core.address.Parsed;
import io.openelb.core.pool.LabelSelector;
import io.openelb.core.pool.PoolReader;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.PoolSpec;
import io.openelb.core.pool.Reserved;
import io.openelb.core.pool.Violation;
import io.openelb.core.pool.Violation.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From the Eip resource to the pool of {@code core}. */
public final class EipMapper {

  private static final EipSpec NOTHING =
      new EipSpec(null, null, null, null, null, null, null, null, null, null, null);

  private EipMapper() {}

  /**
   * Reads an Eip with every rule that needs no other Eip and no Service.
   *
   * @param reserved addresses of nodes and segments, as far as known
   */
  public static PoolReading read(Eip eip, Reserved reserved) {
    EipSpec spec = Objects.requireNonNullElse(eip.getSpec(), NOTHING);
    String name = Objects.requireNonNullElse(eip.getMetadata().getName(), "");
    List<Violation> violations = new ArrayList<>();
    PoolReading reading =
        PoolReader.read(
            new PoolSpec(
                name,
                Times.createdAt(eip),
                text(spec.address()),
                list(spec.exclude()),
                text(spec.protocol()),
                text(spec.interfaceName()),
                Boolean.TRUE.equals(spec.disable()) || eip.isMarkedForDeletion(),
                Objects.requireNonNullElse(spec.priority(), 0),
                list(spec.namespaces()),
                selector("spec.namespaceSelector", name, spec.namespaceSelector(), violations),
                selector("spec.nodeSelector", name, spec.nodeSelector(), violations),
                Boolean.TRUE.equals(spec.avoidBuggyIPs()),
                isDefault(eip)),
            reserved);
    violations.addAll(reading.violations());
    return violations.isEmpty() ? reading : new PoolReading.Invalid(violations);
  }

  /** Whether the annotation makes it the default of its family. */
  public static boolean isDefault(Eip eip) {
    return "true".equals(Metadata.annotations(eip).get(Names.IS_DEFAULT_EIP));
  }

  private static @Nullable LabelSelector selector(
      String path, String eip, @Nullable Map<String, Object> written, List<Violation> violations) {
    // The older system wrote an empty map where there was no selector, so it selects nothing
    // special here either.
    if (written == null || written.isEmpty()) {
      return null;
    }
    return switch (LabelSelectors.read(written)) {
      case Parsed.Good<LabelSelector>(LabelSelector selector) -> selector;
      case Parsed.Bad<LabelSelector>(String message) -> {
        violations.add(
            new Violation(path, Reason.INVALID, path + " of Eip " + eip + ": " + message));
        yield null;
      }
    };
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value.strip();
  }

  private static List<String> list(@Nullable List<String> values) {
    return values == null ? List.of() : values;
  }
}
