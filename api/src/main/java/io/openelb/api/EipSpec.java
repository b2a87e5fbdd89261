package io.openelb.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What users write in an Eip. Null where they wrote nothing. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EipSpec(
    @Required
        @Size(min = 1, max = EipCel.ADDRESS_LENGTH)
        @ValidationRule(value = EipCel.ADDRESS, messageExpression = EipCel.ADDRESS_MESSAGE)
        @ValidationRule(value = EipCel.LIST, messageExpression = EipCel.LIST_MESSAGE)
        @ValidationRule(value = EipCel.NETWORK, messageExpression = EipCel.NETWORK_MESSAGE)
        @ValidationRule(value = EipCel.RANGE, messageExpression = EipCel.RANGE_MESSAGE)
        @ValidationRule(value = EipCel.ORDER, messageExpression = EipCel.ORDER_MESSAGE)
        @ValidationRule(value = EipCel.FAMILY, message = EipCel.FAMILY_MESSAGE)
        @JsonPropertyDescription(
            "The addresses: 192.168.0.91, 192.168.0.91-192.168.0.100, 192.168.0.0/24, or several of these between"
                + " commas; all of one family.")
        @Nullable String address,
    @Size(max = EipCel.ENTRIES)
        @ValidationRule(value = EipCel.EXCLUDE, messageExpression = EipCel.EXCLUDE_MESSAGE)
        @JsonPropertyDescription("Addresses, ranges or networks that are never given out.")
        @Nullable List<@Size(max = EipCel.ENTRY_LENGTH) String> exclude,
    @Size(max = EipCel.WORD_LENGTH)
        @ValidationRule(value = EipCel.PROTOCOL, messageExpression = EipCel.PROTOCOL_MESSAGE)
        @JsonPropertyDescription("layer2, which is what an empty one means.")
        @Nullable String protocol,
    @JsonProperty("interface")
        @Size(max = EipCel.WORD_LENGTH)
        @ValidationRule(value = EipCel.INTERFACE, messageExpression = EipCel.INTERFACE_MESSAGE)
        @JsonPropertyDescription(
            "The network interface that announces: its name, can_reach:IP for the one that leads to an address, or"
                + " empty for the one whose subnet has the announced address.")
        @Nullable String interfaceName,
    @JsonPropertyDescription("Give out no new addresses; those given out stay.")
        @Nullable Boolean disable,
    @Min(Integer.MIN_VALUE)
        @Max(Integer.MAX_VALUE)
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
