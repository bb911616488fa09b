package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.operations.Tool.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries in pages for people; {@code DashboardsIT} asks them. */
class TextQueriesTest {
  @TempDir Path folder;

  private Run promtool(List<String> queries) throws Exception {
    Path rules = Files.writeString(folder.resolve("rules.yml"), TextQueries.asRules(queries));
    return Tool.run(folder, "promtool", "check", "rules", rules.toString());
  }

  @Test
  void theyAreToldFromAllElse() {
    assertThat(
            TextQueries.in(
                """
                `warren_ready` and `sum by (a)
                (warren_x{b="..."})`, of `jvm_memory_*` and `--http`; `bin/warren worker` no more.
                | `warren_table` |
                """))
        .containsExactly("warren_ready", "sum by (a) (warren_x{b=~\".+\"})");
  }

  @Test
  void promtoolUnderstandsAllOfThem() throws Exception {
    for (String page : TextQueries.PAGES) {
      List<String> queries = TextQueries.all().get(page);
      assertThat(queries).as(page).hasSizeGreaterThan(3);
      Run run = promtool(queries);
      assertThat(run.exitCode()).as(page + ": " + run.output()).isZero();
      assertThat(run.output()).contains("SUCCESS: " + queries.size() + " rules found");
    }
    assertThat(promtool(List.of("sum(warren_ready")).exitCode()).isNotZero();
  }

  @Test
  void noneAsksForAHistogramByItsBareName() {
    TextQueries.all()
        .forEach(
            (page, queries) ->
                assertThat(queries)
                    .as(page)
                    .allSatisfy(q -> assertThat(TextQueries.bareHistograms(q)).as(q).isEmpty()));
    assertThat(TextQueries.bareHistograms("rate(warren_stage_seconds{stage=\"run\"}[5m])"))
        .containsExactly("warren_stage_seconds");
    assertThat(TextQueries.bareHistograms("warren_stage_seconds_max")).isEmpty();
  }
}
