package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every page and script gives a role the rights that {@code deploy/rabbitmq/README.md} gives it.
 */
class RoleRightsTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| [a-z].*\\| `\\S+` \\|$");
  private static final Pattern USER =
      Pattern.compile("(?m)^user (\\w+) \\w+ \\S+ \\\\\n +'(\\S+)' '(\\S+)' '(\\S+)'$");

  private static List<String> rows(String file) {
    return ROW.matcher(Tool.text(file)).results().map(MatchResult::group).toList();
  }

  @Test
  void theProtocolsTableHasRowsOfIt() {
    List<String> rows = rows("protocol/README.md");
    assertThat(rows("deploy/rabbitmq/README.md")).hasSize(11).containsAll(rows);
    List<String> roles = rows.stream().map(row -> row.split("\\W+")[1]).toList();
    assertThat(roles)
        .containsExactly(
            "worker",
            "worker",
            "quarantine",
            "gateway",
            "requester",
            "watcher",
            "loadtest",
            "consumer");
  }

  @Test
  void theSetUpGivesThem() throws IOException {
    Map<String, List<String>> given = new TreeMap<>();
    for (MatchResult user :
        USER.matcher(Tool.text("deploy/rabbitmq/setup.sh")).results().toList()) {
      given.put(user.group(1), List.of(user.group(2), user.group(3), user.group(4)));
    }
    assertThat(given)
        .containsOnlyKeys(
            "worker", "quarantine", "gateway", "loadtest", "watcher", "responder", "monitoring");
    assertThat(RoleRights.table()).containsAllEntriesOf(given);
    assertThat(Tool.text("deploy/rabbitmq/setup.sh"))
        .contains(
            "the users worker, quarantine, gateway, loadtest, watcher, responder, monitoring\"");
  }

  /** Those that its page on security names may create or delete, and no other. */
  @Test
  void whoMayCreateAndDeleteIsNamed() throws IOException {
    List<String> own = new ArrayList<>();
    List<String> all = new ArrayList<>();
    RoleRights.table()
        .forEach(
            (role, rights) -> {
              if (rights.get(0).equals("^warren\\.own\\.")) own.add(role);
              else if (!rights.get(0).equals("^$")) all.add(role);
            });
    assertThat(own).containsExactly("loadtest", "requester", "watcher");
    assertThat(all).containsExactly("topology");
    assertThat(Tool.text("SECURITY.md").replaceAll("\\s+", " "))
        .contains(
            "of our users `watcher`, `requester` and `loadtest` may create and delete queues of their own"
                + " (`warren.own.*`), `topology`, which `--declare` needs, all of Warren's, and"
                + " no other any.");
  }
}
