package io.openelb.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Eip;
import org.junit.jupiter.api.Test;

final class ReviewedObjectTest {

  @Test
  void anEipThatWasStoredWithoutASpecIsRead() throws Exception {
    JsonNode eip = AdmissionCodec.JSON.readTree("{\"metadata\": {\"name\": \"old\"}}");

    assertThat(ReviewedObject.read(eip, "oldObject", Eip.class).getMetadata().getName())
        .isEqualTo("old");
    assertThatThrownBy(() -> ReviewedObject.read(eip, "object", Eip.class))
        .isInstanceOf(MalformedReviewException.class)
        .hasMessage("request.object.spec must be an object");
  }

  @Test
  void aServiceHasASpecAlways() throws Exception {
    JsonNode service = AdmissionCodec.JSON.readTree("{\"metadata\": {\"name\": \"web\"}}");

    assertThatThrownBy(() -> ReviewedObject.read(service, "oldObject", Service.class))
        .isInstanceOf(MalformedReviewException.class)
        .hasMessage("request.oldObject.spec must be an object");
  }
}
