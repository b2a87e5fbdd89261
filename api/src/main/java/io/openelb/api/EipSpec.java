package io.openelb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What users write in an Eip. Null where they wrote nothing. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EipSpec(
    @Required
        @JsonPropertyDescription(
            "The addresses: 192.168.0.91, 192.168.0.91-192.168.0.100, 192.168.0.0/24, or several of these between"
                + " commas; all of one family.")
        @Nullable String address,
    @JsonPropertyDescription("Addresses, ranges or networks that are never given out.")
        @Nullable List<String> exclude,
    @JsonPropertyDescription("layer2, which is what an empty one means.") @Nullable String protocol,
    @JsonProperty("interface")
        @JsonPropertyDescription(
            "The network interface that announces: its name, can_reach:IP for the one that leads to an address, or"
                + " empty for the one whose subnet has the announced address.")
        @Nullable String interfaceName,
    @JsonPropertyDescription("Give out no new addresses; those given out stay.")
        @Nullable Boolean disable,
    @JsonPropertyDescription("Of several Eips, the one with the lower number is tried first.")
        @Nullable Integer priority,
    @JsonPropertyDescription("Only Services of these namespaces have its addresses.")
        @Nullable List<String> namespaces,
    @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription(
            "Only Services of namespaces with these labels have its addresses: matchLabels and matchExpressions, or"
                + " just labels with their values.")
        @Nullable Map<String, Object> namespaceSelector,
    @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription(
            "Only nodes with these labels announce: matchLabels and matchExpressions, or just labels with their"
                + " values.")
        @Nullable Map<String, Object> nodeSelector,
    @JsonPropertyDescription("Give out no IPv4 address that ends in .0 or .255.")
        @Nullable Boolean avoidBuggyIPs,
    @JsonPropertyDescription("Accepted for older manifests; without effect.")
        @Nullable Boolean usingKnownIPs) {}
