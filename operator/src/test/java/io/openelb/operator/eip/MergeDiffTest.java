package io.openelb.operator.eip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MergeDiffTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                          | {}                          | {}",
        "{\"a\":1}                   | {\"a\":1}                   | {}",
        "{\"a\":1}                   | {\"a\":2}                   | {\"a\":2}",
        "{\"a\":1}                   | {}                          | {\"a\":null}",
        "{\"u\":{\"x\":1,\"y\":2}}   | {\"u\":{\"y\":3}}           | {\"u\":{\"x\":null,\"y\":3}}",
        "{\"l\":[1,2]}               | {\"l\":[2]}                 | {\"l\":[2]}",
        "{}                          | {\"u\":{\"x\":1}}           | {\"u\":{\"x\":1}}"
      })
  void theDifferenceMakesOneOfTheOther(String from, String to, String difference) throws Exception {
    assertThat(MergeDiff.between(read(from), read(to))).isEqualTo(read(difference));
  }

  private static ObjectNode read(String json) throws Exception {
    return (ObjectNode) MAPPER.readTree(json);
  }
}
