package io.openelb.api;

import io.openelb.core.pool.PoolRules;

/** Every name that users, Kubernetes and our programs know things by. */
public final class Names {

  /** API group of the Eip. */
  public static final String GROUP = "network.kubesphere.io";

  /** API version of the Eip. */
  public static final String VERSION = "v1alpha2";

  // What users write on a Service.

  /** Annotation that puts a Service in our care, with the value {@link #OPENELB}. */
  public static final String LOAD_BALANCER = "lb.kubesphere.io/v1alpha1";

  /** The value of {@link #LOAD_BALANCER}. */
  public static final String OPENELB = "openelb";

  /** {@code spec.loadBalancerClass} that puts a Service in our care. */
  public static final String LOAD_BALANCER_CLASS = "openelb.io/layer2";

  /** Annotation that names an Eip; as a label, written by us: the Eip of the (first) address. */
  public static final String EIP = "eip.openelb.kubesphere.io/v1alpha2";

  /** Annotation that asks for an address, or for one of each family between commas. */
  public static final String ADDRESS = "eip.openelb.kubesphere.io/v1alpha1";

  /** Deprecated annotation; {@link #LAYER2} is its only good value. */
  public static final String PROTOCOL = "protocol.openelb.kubesphere.io/v1alpha1";

  /** The protocol of this system. */
  public static final String LAYER2 = "layer2";

  // What users write on an Eip.

  /** Annotation of the default Eip, with the value {@code "true"}. */
  public static final String IS_DEFAULT_EIP = PoolRules.DEFAULT_ANNOTATION;

  // What we write on a Service.

  /** Annotation, the mark: the addresses that the webhook proposed, between commas. */
  public static final String PREFILLED = "layer2.openelb.kubesphere.io/prefilled";

  /** Annotation, the ranking: the nodes that may answer, in order of preference, between commas. */
  public static final String NODES = "layer2.openelb.kubesphere.io/nodes";

  /** Annotation of a dual stack Service: its Eips in the order of its families, between commas. */
  public static final String EIPS = "layer2.openelb.kubesphere.io/eips";

  // The old system's traces.

  /** Finalizer of the old system on Services. */
  public static final String OLD_SERVICE_FINALIZER = "finalizer.lb.kubesphere.io/v1alpha1";

  /** Finalizer of the old system on Eips. */
  public static final String OLD_EIP_FINALIZER = "finalizer.ipam.kubesphere.io/v1alpha1";

  // Our programs and their objects.

  /** The namespace where nothing else is said. */
  public static final String DEFAULT_NAMESPACE = "openelb-system";

  /** Environment variable with the namespace of the program. */
  public static final String POD_NAMESPACE = "POD_NAMESPACE";

  /** Environment variable with the name of the program's Pod. */
  public static final String POD_NAME = "POD_NAME";

  /** Environment variable with the node's name. */
  public static final String NODE_NAME = "NODE_NAME";

  /** Name of the operator's ServiceAccount; how it calls itself in Events. */
  public static final String OPERATOR = "openelb-operator";

  /** Lease by which the operator elects its leader. */
  public static final String OPERATOR_LEASE = OPERATOR;

  /** What the name of a speaker's Lease begins with; the node's name follows. */
  public static final String SPEAKER_LEASE_PREFIX = "openelb-speaker-";

  /** Label of what a program owns. */
  public static final String COMPONENT = "app.kubernetes.io/component";

  /** The value of {@link #COMPONENT} on the speakers' Leases. */
  public static final String SPEAKER = "speaker";

  /** Annotation of a speaker's Lease: {@link SpeakerReport} as JSON. */
  public static final String REPORT = "layer2.openelb.kubesphere.io/report";

  /** Secret with the key that signs the speakers' advertisements. */
  public static final String SPEAKER_KEY_SECRET = "openelb-speaker-key";

  /** Annotation of that Secret: each new value asks for a new key. */
  public static final String ROTATE = "layer2.openelb.kubesphere.io/rotate";

  /**
   * Annotation of that Secret, written by us: the value of {@link #ROTATE} that was served last.
   */
  public static final String ROTATED = "layer2.openelb.kubesphere.io/rotated";

  /** Secret with the webhook's authority and serving certificate. */
  public static final String WEBHOOK_CERT_SECRET = "openelb-webhook-cert";

  /** Name of the webhook's Service and of both webhook configurations. */
  public static final String WEBHOOK = "openelb-webhook";

  /** Label of nodes that must not answer (Kubernetes' own). */
  public static final String EXCLUDE_NODE =
      "node.kubernetes.io/exclude-from-external-load-balancers";

  /** Label of an EndpointSlice with the name of its Service (Kubernetes' own). */
  public static final String SLICE_SERVICE = "kubernetes.io/service-name";

  /** Annotation with the manifest that {@code kubectl apply} sent last (kubectl's own). */
  public static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private Names() {}

  /** The path of an annotation in a message: {@code metadata.annotations[name]}. */
  public static String annotationPath(String name) {
    return "metadata.annotations[" + name + "]";
  }
}
