package io.openelb.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactNumberTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "10", "4294967296", "9223372036854775807", "\"18446744073709551616\""})
  void whatIsWrittenIsReadBack(String json) throws Exception {
    ExactNumber number = MAPPER.readValue(json, ExactNumber.class);

    assertThat(MAPPER.writeValueAsString(number)).isEqualTo(json);
  }
}
