package hactl.jetty6;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpSession;
import org.mortbay.jetty.LocalConnector;
import org.mortbay.jetty.Server;
import org.mortbay.jetty.servlet.Context;
import org.mortbay.jetty.servlet.HashSessionIdManager;
import org.mortbay.jetty.servlet.ServletHolder;
import org.mortbay.jetty.servlet.SessionHandler;

/** What the session manager promises, on real Jetty servers in one JVM; only the network between them is short. */
public final class Promises {
    /** Carries a message by a call, to all others. */
    static final class ShortWire implements Wire {
        final List<ReplicatedSessions> all = new CopyOnWriteArrayList<ReplicatedSessions>();
        final AtomicInteger deletes = new AtomicInteger();
        volatile boolean cut;
        volatile ReplicatedSessions muted;

        /** One end of it. */
        Wire end(final Node node) {
            return new Wire() {
                public void put(String context, String id, Copy copy) {
                    for (ReplicatedSessions each : others()) {
                        each.receive(id, new Copy(copy.version, copy.created, copy.accessed, copy.idle, copy.attributes));
                    }
                }

                public void delete(String context, String id) {
                    deletes.incrementAndGet();
                    for (ReplicatedSessions each : others()) {
                        each.receiveDelete(id);
                    }
                }

                public void join(String context, ReplicatedSessions sessions) {
                    all.add(sessions);
                    for (ReplicatedSessions each : others()) {
                        for (Map.Entry<String, Copy> e : each.everything().entrySet()) {
                            sessions.receive(e.getKey(), e.getValue());
                        }
                    }
                }

                public void leave(String context, ReplicatedSessions sessions) {
                    all.remove(sessions);
                }

                private List<ReplicatedSessions> others() {
                    List<ReplicatedSessions> found = new ArrayList<ReplicatedSessions>(all);
                    found.remove(node.manager);
                    return cut ? new ArrayList<ReplicatedSessions>() : found;
                }
            };
        }

        public void put(String c, String i, Copy k) { }

        public void delete(String c, String i) { }

        public void join(String c, ReplicatedSessions s) { }

        public void leave(String c, ReplicatedSessions s) { }
    }

    /** Something that can be changed in place. */
    static final class Cart implements Serializable {
        private static final long serialVersionUID = 1L;
        final List<String> items = new ArrayList<String>();
    }

    /** Answers `op`: what it does stands in the address. */
    public static final class App extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String op = request.getParameter("op");
            HttpSession session = request.getSession(!"read".equals(op));
            if (session == null) {
                response.getWriter().print("none");
                return;
            }
            if ("set".equals(op)) {
                session.setAttribute("name", request.getParameter("v"));
                session.setAttribute("cart", new Cart());
                session.setAttribute("same", session.getAttribute("cart"));
            } else if ("add".equals(op)) {
                Cart cart = (Cart) session.getAttribute("cart");
                synchronized (App.class) {
                    cart.items.add("x");
                }
            } else if ("stream".equals(op)) {
                session.setAttribute("stream", new Object() {
                    @Override
                    public String toString() {
                        return "open";
                    }
                });
            } else if ("short".equals(op)) {
                session.setMaxInactiveInterval(1);
            } else if ("end".equals(op)) {
                session.invalidate();
                response.getWriter().print("ended");
                return;
            }
            Cart cart = (Cart) session.getAttribute("cart");
            response.getWriter().print(session.getAttribute("name") + "," + (cart == null ? -1 : cart.items.size())
                + "," + (cart == session.getAttribute("same")) + "," + session.getAttribute("stream"));
        }
    }

    /** A server with one application. */
    static final class Node {
        final Server server = new Server();
        final LocalConnector connector = new LocalConnector();
        final Context context;
        ReplicatedSessions manager;

        Node(ShortWire wire, String name) throws Exception {
            server.addConnector(connector);
            HashSessionIdManager ids = new HashSessionIdManager();
            ids.setWorkerName(name);
            server.setSessionIdManager(ids);
            context = new Context(server, "/app", Context.SESSIONS);
            manager = new ReplicatedSessions(wire.end(this), null, false);
            context.setSessionHandler(new SessionHandler(manager));
            context.addServlet(new ServletHolder(new App()), "/*");
            server.start();
        }

        String ask(String op, String cookie) throws Exception {
            String said = connector.getResponses("GET /app/?op=" + op + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + (cookie == null ? "" : "Cookie: JSESSIONID=" + cookie + "\r\n") + "\r\n");
            return said;
        }

        String body(String op, String cookie) throws Exception {
            String said;
            synchronized (connector) { // this connector serves one at a time
                connector.reopen();
                said = ask(op, cookie);
            }
            return said.substring(said.indexOf("\r\n\r\n") + 4);
        }

        String begin(String value) throws Exception {
            String said;
            synchronized (connector) {
                connector.reopen();
                said = ask("set&v=" + value, null);
            }
            int at = said.indexOf("JSESSIONID=") + 11;
            return said.substring(at, said.indexOf(';', at));
        }
    }

    private static void equal(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new AssertionError(what + ": expected " + expected + ", found " + found);
        }
    }

    static void aSessionGoesOnAtThePartner(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        equal("on b", "Ann,0,true,null", b.body("read", cookie));
    }

    static void aChangeInPlaceArrives(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        a.body("add", cookie);
        equal("on b", "Ann,1,true,null", b.body("read", cookie));
        b.body("add", cookie);
        equal("back on a", "Ann,2,true,null", a.body("read", cookie));
    }

    static void whatCannotBeSerializedStaysWhereItIs(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        for (int i = 0; i < 5; i++) {
            equal("on a", "Ann,0,true,open", a.body("stream", cookie));
        }
        equal("on b", "Ann,0,true,null", b.body("read", cookie));
    }

    static void anEndedSessionIsGoneEverywhereAndALateCopyDoesNotBringItBack(Node a, Node b, ShortWire wire)
        throws Exception {
        String cookie = a.begin("Ann");
        String id = cookie.substring(0, cookie.lastIndexOf('.'));
        Copy late = a.manager.everything().get(id);
        b.body("end", cookie);
        b.manager.receive(id, new Copy(99, 0, System.currentTimeMillis(), 0, late.attributes));
        equal("on a", "none", a.body("read", cookie));
        equal("on b", "none", b.body("read", cookie));
    }

    static void anIdleSessionIsNotRevived(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        a.body("short", cookie);
        Thread.sleep(1500);
        equal("on b", "none", b.body("read", cookie));
    }

    static void theNewerVersionWinsAfterACut(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        String id = cookie.substring(0, cookie.lastIndexOf('.'));
        equal("b knows it", "Ann,0,true,null", b.body("read", cookie));
        wire.cut = true;
        a.body("add", cookie);
        a.body("add", cookie);
        a.body("add", cookie);
        b.body("add", cookie);
        wire.cut = false;
        Copy older = b.manager.everything().get(id);
        b.manager.receive(id, a.manager.everything().get(id));
        a.manager.receive(id, older);
        equal("on b", "Ann,3,true,null", b.body("read", cookie));
        equal("on a", "Ann,3,true,null", a.body("read", cookie));
    }

    static void aRedeployedApplicationHasItsSessionsAgain(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        a.context.stop();
        equal("nobody is told to forget", "Ann,0,true,null", b.body("read", cookie));
        a.context.start();
        equal("on a", "Ann,0,true,null", a.body("read", cookie));
    }

    static void aRestartedServerGetsTheSessionsOfItsPartner(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        a.server.stop();
        b.body("add", cookie);
        a.server.start();
        equal("on a", "Ann,1,true,null", a.body("read", cookie));
    }

    static void manyRequestsOfOneUserAtOnceLoseNothing(final Node a, Node b, ShortWire wire) throws Exception {
        final int threads = 8;
        final int each = 200;
        String cookie = a.begin("Ann");
        final String id = cookie.substring(0, cookie.lastIndexOf('.'));
        final HttpSession session = a.manager.getHttpSession(cookie);
        final AtomicInteger wrong = new AtomicInteger();
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            all[i] = new Thread() {
                @Override
                public void run() {
                    try {
                        for (int k = 0; k < each; k++) {
                            Cart cart = (Cart) session.getAttribute("cart");
                            synchronized (App.class) {
                                cart.items.add("x");
                            }
                            a.manager.complete(session);
                        }
                    } catch (RuntimeException e) {
                        wrong.incrementAndGet();
                    }
                }
            };
            all[i].start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        a.manager.complete(session);
        equal("errors", 0, wrong.get());
        equal("on b", "Ann," + threads * each + ",true,null", b.body("read", cookie));
    }

    static void twoUsersAtOnceOnBothNodesDoNotBlockEachOther(final Node a, final Node b, ShortWire wire)
        throws Exception {
        final String[] cookies = {a.begin("Ann"), b.begin("Bob")};
        Thread[] all = new Thread[2];
        for (int i = 0; i < 2; i++) {
            final Node node = i == 0 ? a : b;
            final String cookie = cookies[i];
            all[i] = new Thread() {
                @Override
                public void run() {
                    try {
                        for (int k = 0; k < 200; k++) {
                            node.body("add", cookie);
                        }
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
            all[i].setDaemon(true);
            all[i].start();
        }
        for (Thread thread : all) {
            thread.join(20000);
            equal("stuck", false, thread.isAlive());
        }
        equal("Ann on b", "Ann,200,true,null", b.body("read", cookies[0]));
        equal("Bob on a", "Bob,200,true,null", a.body("read", cookies[1]));
    }

    /** Runs the promise that is named, or says all names. */
    public static void main(String[] words) throws Exception {
        ShortWire wire = new ShortWire();
        Node a = new Node(wire, "a");
        Node b = new Node(wire, "b");
        Promises.class.getDeclaredMethod(words[0], Node.class, Node.class, ShortWire.class).invoke(null, a, b, wire);
        System.out.println("kept " + Arrays.asList(words));
        System.exit(0);
    }
}
