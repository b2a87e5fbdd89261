package io.openelb.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A pool of addresses of one family that Services may have; cluster-scoped. */
@Group(Names.GROUP)
@Version(Names.VERSION)
@Plural("eips")
@Singular("eip")
@ShortNames("eip")
@Categories("networking")
@AdditionalPrinterColumn(
    name = "CIDR",
    jsonPath = ".spec.address",
    type = AdditionalPrinterColumn.Type.STRING)
// Text, because a number above 2^63-1 is a decimal string.
@AdditionalPrinterColumn(
    name = "USAGE",
    jsonPath = ".status.usage",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "TOTAL",
    jsonPath = ".status.poolSize",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.ready",
    type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "INTERFACE",
    jsonPath = ".spec.interface",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "PRIORITY",
    jsonPath = ".spec.priority",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "DEFAULT",
    jsonPath = ".metadata.annotations.eip\\.openelb\\.kubesphere\\.io/is-default-eip",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@ValidationRule(value = EipCel.NAME, message = EipCel.NAME_MESSAGE, optionalOldSelf = true)
public final class Eip extends CustomResource<EipSpec, EipStatus> {

  private static final long serialVersionUID = 1L;
}
