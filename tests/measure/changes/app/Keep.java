package app;

import SERVLET.http.HttpServlet;
import SERVLET.http.HttpServletRequest;
import SERVLET.http.HttpServletResponse;
import SERVLET.http.HttpSession;
import SERVLET.http.HttpSessionAttributeListener;
import SERVLET.http.HttpSessionBindingEvent;
import SERVLET.http.HttpSessionBindingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps one of each kind in its session, set once, and changes them in place. */
public class Keep extends HttpServlet implements HttpSessionAttributeListener {
    private static final AtomicInteger HEARD = new AtomicInteger();

    /** An own object. */
    static class Own implements Serializable {
        int count;
        Own inside;
        List<Own> many = new ArrayList<Own>();
    }

    /** Cannot be serialized, though its class says so. */
    static class Bad implements Serializable {
        List<Object> parts = new ArrayList<Object>();
    }

    /** Hears of being bound. */
    static class Bound implements Serializable, HttpSessionBindingListener {
        int count;

        public void valueBound(HttpSessionBindingEvent event) {
            HEARD.incrementAndGet();
        }

        public void valueUnbound(HttpSessionBindingEvent event) {
            HEARD.incrementAndGet();
        }
    }

    public void attributeAdded(HttpSessionBindingEvent event) {
        HEARD.incrementAndGet();
    }

    public void attributeRemoved(HttpSessionBindingEvent event) {
        HEARD.incrementAndGet();
    }

    public void attributeReplaced(HttpSessionBindingEvent event) {
        HEARD.incrementAndGet();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse answer) throws IOException {
        HttpSession session = request.getSession();
        String what = request.getParameter("do");
        if ("make".equals(what)) {
            make(session);
        } else if ("change".equals(what)) {
            change(session);
        } else if ("beside".equals(what)) {
            Bad bad = new Bad();
            bad.parts.add("fine");
            bad.parts.add(new Object());
            session.setAttribute("bad", bad);
            session.setAttribute("beside", String.valueOf(number(session, "beside") + 1));
        } else if ("end".equals(what)) {
            session.invalidate();
            return;
        }
        answer.setContentType("text/plain");
        tell(session, answer.getWriter());
    }

    private static void make(HttpSession session) {
        session.setAttribute("list", new ArrayList<Integer>());
        session.setAttribute("map", new HashMap<String, Integer>());
        session.setAttribute("own", new Own());
        Own outer = new Own();
        outer.inside = new Own();
        outer.many.add(outer.inside);
        session.setAttribute("nested", outer);
        session.setAttribute("array", new int[1]);
        session.setAttribute("bound", new Bound());
        session.setAttribute("shared", outer.inside);
    }

    @SuppressWarnings("unchecked")
    private static void change(HttpSession session) {
        ((List<Integer>) session.getAttribute("list")).add(1);
        Map<String, Integer> map = (Map<String, Integer>) session.getAttribute("map");
        map.put("k" + map.size(), map.size());
        ((Own) session.getAttribute("own")).count++;
        ((Own) session.getAttribute("nested")).many.get(0).count++;
        ((int[]) session.getAttribute("array"))[0]++;
        ((Bound) session.getAttribute("bound")).count++;
    }

    private static int number(HttpSession session, String name) {
        Object value = session.getAttribute(name);
        return value == null ? 0 : Integer.parseInt((String) value);
    }

    private static void tell(HttpSession session, PrintWriter out) {
        List<?> list = (List<?>) session.getAttribute("list");
        Map<?, ?> map = (Map<?, ?>) session.getAttribute("map");
        Own own = (Own) session.getAttribute("own");
        Own nested = (Own) session.getAttribute("nested");
        int[] array = (int[]) session.getAttribute("array");
        Own shared = (Own) session.getAttribute("shared");
        out.println("list " + (list == null ? -1 : list.size()));
        out.println("map " + (map == null ? -1 : map.size()));
        out.println("own " + (own == null ? -1 : own.count));
        out.println("nested " + (nested == null ? -1 : nested.inside.count));
        out.println("array " + (array == null ? -1 : array[0]));
        out.println("shared " + (shared == null ? -1 : shared.count));
        out.println("beside " + number(session, "beside"));
        out.println("heard " + HEARD.get());
    }
}
