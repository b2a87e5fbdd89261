package io.openelb.speaker.wire;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test class a {@link Bed} of its own, and each test a capture. */
final class BedExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

  /** For what usually takes moments, on a machine that may be busy. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Namespace NAMESPACE = Namespace.create(BedExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(LIMIT);
    context
        .getStore(NAMESPACE)
        .put(Bed.class, new Bed(context.getRequiredTestClass().getSimpleName()));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    bed(context).record(context.getDisplayName().replace("(Bed)", ""));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Bed.class;
  }

  @Override
  public Bed resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return bed(context);
  }

  private static Bed bed(ExtensionContext context) {
    return context.getStore(NAMESPACE).get(Bed.class, Bed.class);
  }
}
