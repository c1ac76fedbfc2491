package hactl.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpSession;

/**
 * The demo application: says which instance answers and what the session holds, as lines of name=value.
 *
 * <p>Operations are the last part of the path, or ?op=: who, login, fill, read, count, change, mutate, tab,
 * unserializable, logout, local, slow. README.md beside the sources explains each. A browser (Accept:
 * text/html) gets a page with a button instead.
 */
public class DemoServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SLEEP_MS = 10000;
    private static final int LONGEST_USER = 64;
    private static final String TAB = "tab.";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String op = operation(request);
        Answer answer = new Answer();
        boolean known = true;
        if (op.equals("local")) {
            Local.answer(getServletContext(), request.getParameter("mark"), answer);
        } else if (op.equals("slow")) {
            answer.put("slept_ms", sleep(number(request, "ms", 0)));
        } else {
            known = inSession(op, request, answer);
        }
        response.setStatus(known ? HttpServletResponse.SC_OK : HttpServletResponse.SC_NOT_FOUND);
        show(request, response, answer);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8");
        doGet(request, response);
    }

    private static String operation(HttpServletRequest request) {
        String op = request.getParameter("op");
        String path = request.getPathInfo();
        if (op == null && path != null) {
            op = path.substring(1);
        }
        return op == null || op.length() == 0 ? "who" : op;
    }

    /** Does one operation on the session; false when there is no such operation. */
    private static boolean inSession(String op, HttpServletRequest request, Answer answer) {
        HttpSession session = request.getSession(!"no".equals(request.getParameter("create")));
        answer.put("session", session == null ? "" : session.getId());
        answer.put("new", session != null && session.isNew());
        if (session == null) {
            return true;
        }
        if (op.equals("login")) {
            login(session, request.getParameter("user"));
        } else if (op.equals("fill")) {
            login(session, request.getParameter("user"));
            boolean big = !"no".equals(request.getParameter("big"));
            answer.put("filled", Values.fill(session, number(request, "seed", 1), big));
        } else if (op.equals("count")) {
            session.setAttribute("count", Integer.valueOf(value(session.getAttribute("count")) + 1));
        } else if (op.equals("change")) {
            List<Object> list = raise(session, "changed");
            if (list != null) {
                session.setAttribute("changed", list);
            }
        } else if (op.equals("mutate")) {
            raise(session, "mutated"); // on purpose without setAttribute: Tomcat does not replicate this
        } else if (op.equals("tab")) {
            tab(session, request.getParameter("name"), number(request, "to", 0));
        } else if (op.equals("unserializable")) {
            answer.put("unserializable", unserializable(session, request.getParameter("keep") != null));
        } else if (op.equals("logout")) {
            session.invalidate();
            answer.put("ended", true);
            return true;
        } else if (!op.equals("who") && !op.equals("read")) {
            answer.put("error", "no such operation");
            return false;
        }
        summary(session, answer);
        if (op.equals("read")) {
            attributes(session, answer);
        }
        return true;
    }

    /** Sets the user once; a second login of the same session changes nothing. */
    private static void login(HttpSession session, String user) {
        if (user != null && session.getAttribute("user") == null) {
            session.setAttribute("user", user.length() > LONGEST_USER ? user.substring(0, LONGEST_USER) : user);
        }
    }

    /** Sets an attribute of its own for each tab of a browser: one tab never writes what another one does. */
    private static void tab(HttpSession session, String name, int to) {
        if (name != null && name.length() <= LONGEST_USER) {
            session.setAttribute(TAB + name, Integer.valueOf(to));
        }
    }

    /** Raises the number in a list in place; null where the session has no such list. */
    private static List<Object> raise(HttpSession session, String name) {
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) session.getAttribute(name);
        if (list != null) {
            list.set(0, Integer.valueOf(value(list.get(0)) + 1));
        }
        return list;
    }

    /** Sets what cannot be serialized and, in the same request, what can; takes the first out again unless it is kept. */
    private static String unserializable(HttpSession session, boolean keep) {
        session.setAttribute("once.beside", "set in the same request");
        try {
            session.setAttribute("unserializable", new Thread("not serializable"));
            if (!keep) {
                session.removeAttribute("unserializable");
            }
            return "accepted";
        } catch (IllegalArgumentException refused) {
            return "refused";
        }
    }

    private static void summary(HttpSession session, Answer answer) {
        Object user = session.getAttribute("user");
        answer.put("user", user == null ? "" : user);
        answer.put("count", value(session.getAttribute("count")));
        answer.put("changed", first(session.getAttribute("changed")));
        answer.put("mutated", first(session.getAttribute("mutated")));
        for (Map.Entry<String, Object> each : named(session, TAB).entrySet()) {
            answer.put(each.getKey(), value(each.getValue()));
        }
    }

    private static void attributes(HttpSession session, Answer answer) {
        Map<String, Object> all = named(session, Values.PREFIX);
        answer.put("attributes", all.size());
        for (Map.Entry<String, Object> each : all.entrySet()) {
            answer.put(each.getKey(), Canonical.of(each.getValue()));
        }
    }

    /** The attributes whose names begin so, in the order of their names. */
    private static Map<String, Object> named(HttpSession session, String prefix) {
        Map<String, Object> all = new TreeMap<String, Object>();
        for (Enumeration<?> names = session.getAttributeNames(); names.hasMoreElements();) {
            String name = (String) names.nextElement();
            if (name.startsWith(prefix)) {
                all.put(name, session.getAttribute(name));
            }
        }
        return all;
    }

    private static int first(Object list) {
        return list instanceof List ? value(((List<?>) list).get(0)) : 0;
    }

    private static int value(Object number) {
        return number instanceof Integer ? ((Integer) number).intValue() : 0;
    }

    private static int number(HttpServletRequest request, String name, int otherwise) {
        try {
            return Integer.parseInt(request.getParameter(name));
        } catch (NumberFormatException notOne) {
            return otherwise;
        }
    }

    private static int sleep(int milliseconds) {
        int bounded = Math.max(0, Math.min(milliseconds, LONGEST_SLEEP_MS));
        try {
            Thread.sleep(bounded);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return bounded;
    }

    private void show(HttpServletRequest request, HttpServletResponse response, Answer answer) throws IOException {
        String accept = request.getHeader("Accept");
        boolean page = accept != null && accept.contains("text/html");
        Answer all = new Answer();
        all.put("instance", Where.instance());
        all.put("address", Where.address(request));
        all.put("life", Local.LIFE);
        all.putAll(answer);
        response.setContentType(page ? "text/html;charset=UTF-8" : "text/plain;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        PrintWriter out = response.getWriter();
        out.print(page ? Page.of(request.getContextPath(), all) : all.text());
    }
}
