package dev.warren.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Breaks the lines of descriptions between words alone. Picocli goes by the rules of prose, by
 * which {@code ~/.cache} and {@code .onnx} may be torn after their points.
 */
final class WordHelp extends Help {
  private static final int DESCRIPTION = 4;
  private static final String INDENT = "  ";

  WordHelp(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  @Override
  public Layout createDefaultLayout(
      List<OptionSpec> options, List<PositionalParamSpec> parameters, ColorScheme colors) {
    Layout usual = super.createDefaultLayout(options, parameters, colors);
    Column column = usual.textTable().columns()[DESCRIPTION];
    int width = column.width - column.indent;
    return new Layout(
        colors, usual.textTable(), usual.optionRenderer(), usual.parameterRenderer()) {
      @Override
      public void layout(ArgSpec arg, Ansi.Text[][] rows) {
        List<Ansi.Text[]> lines = new ArrayList<>();
        for (Ansi.Text[] row : rows) addLines(row, width, lines);
        super.layout(arg, lines.toArray(Ansi.Text[][]::new));
      }
    };
  }

  private void addLines(Ansi.Text[] row, int width, List<Ansi.Text[]> lines) {
    Ansi.Text rest = row[DESCRIPTION];
    Ansi.Text[] line = row.clone();
    int end;
    for (String indent = ""; ; indent = INDENT) {
      end = breakOf(rest.plainString(), width - indent.length());
      line[DESCRIPTION] = colorScheme().text(indent).concat(rest.substring(0, end));
      lines.add(line);
      if (end == rest.plainString().length()) return;
      rest = rest.substring(end + 1);
      line = new Ansi.Text[row.length];
      Arrays.fill(line, colorScheme().text(""));
    }
  }

  /** The last space within the width, or the first one where a word is longer; else the end. */
  private static int breakOf(String text, int width) {
    if (text.length() <= width) return text.length();
    int last = text.lastIndexOf(' ', width);
    int first = last > 0 ? last : text.indexOf(' ');
    return first > 0 ? first : text.length();
  }
}
