package seen;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.Enumeration;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpSession;

/** Answers in lines of `name=value`; counts what it carries out in a file outside of the server. */
public final class Ask extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String id = request.getParameter("id");
        note(id, "begun");
        String what = request.getPathInfo();
        response.setContentType("text/plain");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        if (what == null) {
            what = request.getServletPath();
        }
        act(what, request, response);
        note(id, "ended");
    }

    private void act(String what, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (what.equals("/upload")) {
            response.getWriter().println("bytes=" + drained(request.getInputStream()));
        } else if (what.equals("/stream")) {
            PrintWriter out = response.getWriter();
            out.println("first=1");
            response.flushBuffer();
            pause(request);
            out.println("last=1");
        } else if (what.equals("/login")) {
            HttpSession session = request.getSession(true);
            session.setAttribute("user", request.getParameter("user"));
            see(request, response, session);
        } else {
            inSession(what, request, response);
        }
    }

    private void inSession(String what, HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session == null) {
            see(request, response, null);
            return;
        }
        if (what.equals("/set")) {
            session.setAttribute(request.getParameter("k"), request.getParameter("v"));
        } else if (what.equals("/count")) {
            synchronized (Ask.class) {
                Object count = session.getAttribute("count");
                session.setAttribute("count", count == null ? 1 : (Integer) count + 1);
                session.setAttribute(request.getParameter("k"), "1");
            }
        } else if (what.equals("/many")) {
            for (int n = Integer.parseInt(request.getParameter("n")); n > 0; n--) {
                session.setAttribute("many" + n, "value " + n);
            }
            session.setAttribute("large", new byte[65536]);
        } else if (what.equals("/interval")) {
            session.setMaxInactiveInterval(Integer.parseInt(request.getParameter("s")));
        } else if (what.equals("/work")) {
            session.setAttribute("work", request.getMethod());
            pause(request);
        } else if (what.equals("/header")) {
            char[] letters = new char[Integer.parseInt(request.getParameter("bytes"))];
            java.util.Arrays.fill(letters, 'x');
            response.setHeader("X-Large", new String(letters));
        } else if (what.equals("/logout")) {
            session.invalidate();
            session = null;
        }
        see(request, response, session);
    }

    /** Says who the server thinks this is, and what it knows. */
    private static void see(HttpServletRequest request, HttpServletResponse response, HttpSession session)
            throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("at=").append(request.getLocalAddr()).append('\n');
        text.append("method=").append(request.getMethod()).append('\n');
        if (session != null) {
            text.append("url=").append(response.encodeURL("/see")).append('\n');
            text.append("session=").append(session.getId()).append('\n');
            Enumeration<?> names = session.getAttributeNames();
            int attributes = 0;
            for (Object each : Collections.list(names)) {
                String name = (String) each;
                Object value = session.getAttribute(name);
                attributes++;
                if (value instanceof byte[]) {
                    text.append("large=").append(((byte[]) value).length).append('\n');
                } else if (!name.startsWith("many") && !name.startsWith("k")) {
                    text.append(name).append('=').append(value).append('\n');
                }
            }
            text.append("attributes=").append(attributes).append('\n');
        }
        response.getWriter().print(text);
    }

    private static long drained(InputStream in) throws IOException {
        byte[] piece = new byte[65536];
        long bytes = 0;
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            bytes += n;
        }
        return bytes;
    }

    private static void pause(HttpServletRequest request) {
        try {
            Thread.sleep(Long.parseLong(request.getParameter("ms")));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(String id, String what) throws IOException {
        if (id != null) {
            try (FileOutputStream file = new FileOutputStream(getServletConfig().getInitParameter("counts"), true)) {
                file.write((id + " " + what + "\n").getBytes("UTF-8"));
            }
        }
    }
}
