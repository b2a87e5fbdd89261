package io.openelb.api.http;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Answers of the API server that tell of the object, not of a fault. */
public final class ApiErrors {

  private static final int UNPROCESSABLE = 422;

  private ApiErrors() {}

  /** There is no such object, or no such namespace. */
  public static boolean isNotFound(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  /** The object is there already, or has changed since it was read. */
  public static boolean isConflict(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  /** Somebody's rule is against the write: permissions, a policy, another webhook, a schema. */
  public static boolean isRefusal(KubernetesClientException e) {
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, UNPROCESSABLE ->
          true;
      default -> false;
    };
  }
}
