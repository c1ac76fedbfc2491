package hactl.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** Lines of name=value, in the order they were put; values never hold a line end. */
final class Answer {
    private final Map<String, String> lines = new LinkedHashMap<String, String>();

    void put(String name, Object value) {
        lines.put(name, Canonical.printable(String.valueOf(value)));
    }

    void putAll(Answer other) {
        lines.putAll(other.lines);
    }

    String get(String name) {
        String value = lines.get(name);
        return value == null ? "" : value;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> line : lines.entrySet()) {
            text.append(line.getKey()).append('=').append(line.getValue()).append('\n');
        }
        return text.toString();
    }
}
