package org.angarium.mail.bimi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.angarium.mail.dmarc.report.ReportContainer;
import org.junit.jupiter.api.Test;

class IndicatorCheckTest {
  private static final String LOGO =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
           version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">
        <title>Example</title>
        <defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>
        <g id="a"><path fill="url(#g)" d="M0 0h64v64z"/></g><use xlink:href="#a"/>
      </svg>
      """;

  private static Set<IndicatorProblem> problems(String logo) {
    return IndicatorCheck.problems(logo.getBytes(UTF_8));
  }

  @Test
  void aDecentLogoIsShown() {
    assertThat(problems(LOGO)).isEmpty();
    assertThat(IndicatorCheck.problems(ReportContainer.gzip(LOGO.getBytes(UTF_8)))).isEmpty();
  }

  @Test
  void everyDangerIsSeen() {
    Map<String, IndicatorProblem> insertions =
        Map.ofEntries(
            Map.entry("<script>alert(1)</script>", IndicatorProblem.SCRIPT),
            Map.entry("<rect onclick=\"x()\"/>", IndicatorProblem.SCRIPT),
            Map.entry("<image xlink:href=\"#a\"/>", IndicatorProblem.REFERENCE),
            Map.entry("<a><rect/></a>", IndicatorProblem.REFERENCE),
            Map.entry("<use xlink:href=\"https://x/y.svg#a\"/>", IndicatorProblem.REFERENCE),
            Map.entry("<use href=\"//x/y.svg#a\"/>", IndicatorProblem.REFERENCE),
            Map.entry("<g xml:base=\"https://x/\"/>", IndicatorProblem.REFERENCE),
            Map.entry("<rect fill=\"url( 'https://x/'\"/>", IndicatorProblem.REFERENCE),
            Map.entry("<rect style=\"fill:URL(http://x)\"/>", IndicatorProblem.REFERENCE),
            Map.entry("<rect style=\"fill:u\\72l(http://x)\"/>", IndicatorProblem.REFERENCE),
            Map.entry("<style>@import 'x'</style>", IndicatorProblem.ELEMENT),
            Map.entry("<animate/>", IndicatorProblem.ELEMENT),
            Map.entry("<x:y xmlns:x=\"urn:x\"/>", IndicatorProblem.ELEMENT),
            Map.entry("<?xml-stylesheet href=\"x\"?>", IndicatorProblem.INSTRUCTION));
    insertions.forEach((insertion, problem) ->
        assertThat(problems(LOGO.replace("</svg>", insertion + "</svg>")))
            .as(insertion)
            .containsExactly(problem));
  }

  @Test
  void theProfileIsKept() {
    assertThat(problems(LOGO.replace("tiny-ps", "full"))).containsExactly(IndicatorProblem.PROFILE);
    assertThat(problems(LOGO.replace("version=\"1.2\"", "")))
        .containsExactly(IndicatorProblem.PROFILE);
    assertThat(problems(LOGO.replace("<title>Example</title>", "<g><title>x</title></g>")))
        .containsExactly(IndicatorProblem.NO_TITLE);
    assertThat(problems(LOGO.replace("viewBox", "x=\"1\" viewBox")))
        .containsExactly(IndicatorProblem.POSITION);
    assertThat(problems("<html/>")).containsExactly(IndicatorProblem.NOT_SVG);
  }

  @Test
  void nothingIsExpandedAndAllIsBounded() {
    assertThat(problems(LOGO.replace("<svg", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg")))
        .contains(IndicatorProblem.NOT_XML);
    assertThat(problems(LOGO.replace("</svg>", ""))).contains(IndicatorProblem.NOT_XML);
    assertThat(problems(LOGO.replace("</svg>", "<g>".repeat(80) + "</g>".repeat(80) + "</svg>")))
        .contains(IndicatorProblem.NOT_XML);
    assertThat(problems(LOGO + " ".repeat(40_000))).containsExactly(IndicatorProblem.TOO_LARGE);
    assertThat(IndicatorCheck.problems(ReportContainer.gzip(new byte[32 << 20])))
        .containsExactly(IndicatorProblem.CONTAINER);
    assertThat(IndicatorCheck.problems(new byte[0])).containsExactly(IndicatorProblem.NOT_XML);
  }
}
