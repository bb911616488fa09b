package dev.warren.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.worker.status.DetectedJson;

/** The state of a run as JSON, for the page. */
final class PageState {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private PageState() {}

  /**
   * @param about what runs here, in a few words
   */
  static String json(String about, long elapsedMs, Figures figures, CameraBoard board) {
    ObjectNode state = JSON.createObjectNode();
    state.put("about", about);
    state.put("elapsed_ms", elapsedMs);
    state.put("published", figures.published());
    state.put("detected", figures.detected());
    state.put("skipped", figures.skipped());
    state.put("failed", figures.failed());
    state.put("detections", figures.detections());
    state.put("p50_ms", figures.p50Ms());
    state.put("p99_ms", figures.p99Ms());
    ArrayNode cameras = state.putArray("cameras");
    for (CameraBoard.View view : board.views()) {
      ObjectNode camera = JSON.valueToTree(view);
      if (view.newest() != null) {
        DetectedJson.put(camera.putObject("frame"), view.newest());
      }
      cameras.add(camera);
    }
    return state.toString();
  }
}
