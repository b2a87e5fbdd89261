package io.openelb.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What we say of an Eip. Unknown fields, as an older system may have left, are ignored. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EipStatus(
    @SchemaFrom(type = IntOrString.class)
        @JsonPropertyDescription("How many addresses may be given out.")
        @Nullable ExactNumber poolSize,
    @SchemaFrom(type = IntOrString.class)
        @JsonPropertyDescription("How many addresses are held by Services.")
        @Nullable ExactNumber usage,
    @SchemaFrom(type = IntOrString.class) @JsonPropertyDescription("How many addresses are left.")
        @Nullable ExactNumber available,
    @JsonPropertyDescription("Whether no address is left.") @Nullable Boolean occupied,
    @JsonPropertyDescription("The lowest address.") @Nullable String firstIP,
    @JsonPropertyDescription("The highest address.") @Nullable String lastIP,
    @JsonPropertyDescription("Whether the addresses are IPv4.") @Nullable Boolean v4,
    @JsonPropertyDescription(
            "Whether nothing keeps it from giving out addresses, unless it is disabled.")
        @Nullable Boolean ready,
    @JsonPropertyDescription(
            "Held addresses with their Services, namespace/name between semicolons; left out above 500 addresses.")
        @Nullable Map<String, String> used,
    @JsonPropertyDescription("Ready, Conflict and Degraded.") @Nullable List<Condition> conditions,
    @JsonPropertyDescription("The generation of the spec that this is about.")
        @Nullable Long observedGeneration) {

  /** Condition: whether addresses can be given out, or why not. */
  public static final String READY = "Ready";

  /** Condition: whether addresses are claimed by others: nodes, other Eips, strangers. */
  public static final String CONFLICT = "Conflict";

  /** Condition: whether nodes that should announce its addresses can't, or can't do it well. */
  public static final String DEGRADED = "Degraded";

  /** How many addresses {@code used} lists at most. */
  public static final int USED_LIMIT = 500;
}
