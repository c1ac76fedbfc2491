package hactl.demo;

/** The page for a browser: who answers, the session, the counter, a button. */
final class Page {
    private static final String[][] ROWS = {
        {"instance", "Answered by instance"}, {"address", "at"}, {"session", "Session"}, {"user", "User"},
        {"count", "Clicks in this session"},
    };

    private Page() {}

    static String of(String contextPath, Answer answer) {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.append("<title>hactl demo</title><style>body{font:16px/1.5 sans-serif;max-width:40em;margin:3em auto}");
        page.append("td{padding:.2em 1em .2em 0}td+td{font-family:monospace}</style></head><body>\n");
        page.append("<h1>hactl demo</h1>\n<table>\n");
        for (String[] row : ROWS) {
            page.append("<tr><td>").append(row[1]).append("</td><td>").append(escape(answer.get(row[0])));
            page.append("</td></tr>\n");
        }
        page.append("</table>\n<form method=\"post\" action=\"").append(escape(contextPath)).append("/count\">");
        page.append("<button>Click</button></form>\n<p>End the instance that answers, click again: ");
        page.append("another instance of its cluster goes on with the same session.</p>\n</body></html>\n");
        return page.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
