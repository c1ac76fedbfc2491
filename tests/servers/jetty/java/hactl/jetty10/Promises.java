package hactl.jetty10;

import hactl.ha.Copies;
import hactl.ha.Copy;
import hactl.ha.Keeper;
import hactl.ha.Wire;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpSession;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.session.DefaultSessionIdManager;
import org.eclipse.jetty.server.session.SessionHandler;

/** What store and cache promise, on real Jetty servers in one JVM; only the network between them is short. */
public final class Promises {
    /** Carries a message by a call, to all others. */
    static final class ShortWire implements Wire {
        final List<Copies> all = new CopyOnWriteArrayList<>();
        final AtomicInteger puts = new AtomicInteger();
        volatile boolean cut;

        /** One end of it. */
        Wire end() {
            return new Wire() {
                private Copies own;

                @Override
                public void put(String context, String id, Copy copy) {
                    puts.incrementAndGet();
                    for (Copies each : others()) {
                        each.put(id, copy);
                    }
                }

                @Override
                public void end(String context, String id, long keep) {
                    for (Copies each : others()) {
                        each.remember(id, keep, System.currentTimeMillis());
                    }
                }

                @Override
                public void join(String context, Copies copies) {
                    own = copies;
                    all.add(copies);
                    for (Copies each : others()) {
                        hand(each, copies);
                    }
                }

                @Override
                public void leave(String context, Copies copies) {
                    all.remove(copies);
                }

                private List<Copies> others() {
                    List<Copies> found = new ArrayList<>(all);
                    found.remove(own);
                    return cut ? new ArrayList<>() : found;
                }
            };
        }

        /** What a member does for one that was cut off: what has ended, then the sessions. */
        static void hand(Copies from, Copies to) {
            long now = System.currentTimeMillis();
            from.allEnded().forEach((id, until) -> to.remember(id, until - now, now));
            from.all().forEach(to::put);
        }

        void heal() {
            cut = false;
            for (Copies from : all) {
                for (Copies to : all) {
                    hand(from, to);
                }
            }
        }

        public void put(String context, String id, Copy copy) { }

        public void end(String context, String id, long keep) { }

        public void join(String context, Copies copies) { }

        public void leave(String context, Copies copies) { }
    }

    /** Something that can be changed in place. */
    static final class Cart implements Serializable {
        private static final long serialVersionUID = 1L;
        final List<String> items = new ArrayList<>();
    }

    /** Says that it can be serialized, and cannot. */
    static final class Liar implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IllegalStateException("not today");
        }
    }

    static final CountDownLatch ENTERED = new CountDownLatch(1);
    static final CountDownLatch GO = new CountDownLatch(1);

    /** Answers `op`: what it does stands in the address. */
    static final class App extends AbstractHandler {
        @Override
        public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
            String query = String.valueOf(request.getQueryString());
            String op = query.replaceAll("op=(\\w+).*", "$1");
            String value = query.replaceAll(".*v=", "");
            HttpSession session = request.getSession("set".equals(op));
            String said = "none";
            try {
                said = session == null ? "none" : act(session, op, value, request);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            base.setHandled(true);
            response.getWriter().print(said);
        }

        private static String act(HttpSession session, String op, String value, HttpServletRequest request)
            throws InterruptedException {
            switch (op) {
                case "set":
                    session.setAttribute("name", value);
                    session.setAttribute("cart", new Cart());
                    session.setAttribute("same", session.getAttribute("cart"));
                    break;
                case "name":
                    session.setAttribute("name", value);
                    break;
                case "add":
                    ((Cart) session.getAttribute("cart")).items.add("x");
                    break;
                case "stream":
                    session.setAttribute("stream", new Object() {
                        @Override
                        public String toString() {
                            return "open";
                        }
                    });
                    session.setAttribute("liar", new Liar());
                    break;
                case "short":
                    session.setMaxInactiveInterval(1);
                    break;
                case "login":
                    request.changeSessionId();
                    break;
                case "slow":
                    ENTERED.countDown();
                    GO.await();
                    session.setAttribute("slow", value);
                    break;
                case "end":
                    session.invalidate();
                    return "ended";
                default:
                    break;
            }
            Cart cart = (Cart) session.getAttribute("cart");
            return session.getAttribute("name") + "," + (cart == null ? -1 : cart.items.size()) + ","
                + (cart == session.getAttribute("same")) + "," + session.getAttribute("stream");
        }
    }

    /** A server with one application. */
    static final class Node {
        final Server server = new Server();
        final LocalConnector connector = new LocalConnector(server);
        final ContextHandler context = new ContextHandler("/app");
        final SessionHandler sessions = new SessionHandler();
        final Cache cache = new Cache(sessions);

        Node(ShortWire wire, String name) throws Exception {
            server.addConnector(connector);
            DefaultSessionIdManager ids = new DefaultSessionIdManager(server);
            ids.setWorkerName(name);
            server.setSessionIdManager(ids);
            cache.setSessionDataStore(new Store(wire.end(), given -> { }));
            sessions.setSessionCache(cache);
            sessions.setHandler(new App());
            context.setHandler(sessions);
            server.setHandler(context);
            server.start();
        }

        String ask(String op, String cookie) throws Exception {
            return connector.getResponse("GET /app/?op=" + op + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + (cookie == null ? "" : "Cookie: JSESSIONID=" + cookie + "\r\n") + "\r\n");
        }

        String body(String op, String cookie) throws Exception {
            String said = ask(op, cookie);
            return said.substring(said.indexOf("\r\n\r\n") + 4);
        }

        String begin(String value) throws Exception {
            return cookie(ask("set&v=" + value, null));
        }

        Copies copies() {
            try {
                Field field = Keeper.class.getDeclaredField("copies");
                field.setAccessible(true);
                return (Copies) field.get(((Store) cache.getSessionDataStore()).keeper);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static String cookie(String said) {
        int at = said.indexOf("JSESSIONID=") + 11;
        return said.substring(at).split("[;\r]")[0];
    }

    static String id(String cookie) {
        return cookie.substring(0, cookie.lastIndexOf('.'));
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

    static void whoeverChangesNodeAtEachClickReadsWhatHeWrote(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        for (int i = 1; i <= 50; i++) {
            Node node = i % 2 == 0 ? a : b;
            equal("click " + i, "Ann," + i + ",true,null", node.body("add", cookie));
        }
    }

    static void whatCannotBeSerializedStaysWhereItIs(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        for (int i = 0; i < 5; i++) {
            equal("on a", "Ann,0,true,open", a.body("stream", cookie));
        }
        equal("on b", "Ann,0,true,null", b.body("read", cookie));
        b.body("add", cookie);
        equal("back on a", "Ann,1,true,open", a.body("read", cookie));
    }

    static void anEndedSessionIsGoneEverywhereAndALateCopyDoesNotBringItBack(Node a, Node b, ShortWire wire)
        throws Exception {
        String cookie = a.begin("Ann");
        Copy late = a.copies().get(id(cookie));
        b.body("end", cookie);
        Copy newer = new Copy(99, "z", new long[] {0, System.currentTimeMillis(), 0}, 0, late.attributes);
        equal("taken", false, b.copies().put(id(cookie), newer));
        equal("on a", "none", a.body("read", cookie));
        equal("on b", "none", b.body("read", cookie));
    }

    static void whatEndedDuringACutStaysEnded(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        equal("b knows it", "Ann,0,true,null", b.body("read", cookie));
        wire.cut = true;
        a.body("end", cookie);
        b.body("add", cookie);
        wire.heal();
        equal("on a", "none", a.body("read", cookie));
        equal("on b", "none", b.body("read", cookie));
    }

    static void anIdleSessionIsNotRevived(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        a.body("short", cookie);
        Thread.sleep(1500);
        equal("on b", "none", b.body("read", cookie));
        equal("on a", "none", a.body("read", cookie));
    }

    static void theNewerVersionWinsAfterACut(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        equal("b knows it", "Ann,0,true,null", b.body("read", cookie));
        wire.cut = true;
        a.body("add", cookie);
        a.body("add", cookie);
        a.body("add", cookie);
        b.body("add", cookie);
        wire.heal();
        equal("on b", "Ann,3,true,null", b.body("read", cookie));
        equal("on a", "Ann,3,true,null", a.body("read", cookie));
    }

    static void twoThatWroteAtTheSameTimeEndWithTheSame(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        equal("b knows it", "Ann,0,true,null", b.body("read", cookie));
        wire.cut = true;
        a.body("name&v=Eve", cookie);
        b.body("name&v=Bob", cookie);
        wire.heal();
        equal("both", a.body("read", cookie), b.body("read", cookie));
    }

    static void aRequestThatHangsDoesNotUndoWhatThePartnerDidMeanwhile(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        Thread slow = new Thread(() -> {
            try {
                a.body("slow&v=late", cookie);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        slow.start();
        ENTERED.await();
        b.body("add", cookie);
        b.body("add", cookie);
        b.body("add", cookie);
        equal("a while the other hangs", "Ann,3,true,null", a.body("read", cookie));
        GO.countDown();
        slow.join();
        equal("on a", "Ann,3,true,null", a.body("read", cookie));
        equal("on b", "Ann,3,true,null", b.body("read", cookie));
    }

    static void aLoginChangesTheIdOnBoth(Node a, Node b, ShortWire wire) throws Exception {
        String before = a.begin("Ann");
        String after = cookie(a.ask("login", before));
        equal("another id", false, id(before).equals(id(after)));
        equal("on b", "Ann,0,true,null", b.body("read", after));
        equal("the old one on b", "none", b.body("read", before));
        equal("the old one on a", "none", a.body("read", before));
    }

    static void aRedeployedApplicationHasItsSessionsAgain(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        a.context.stop();
        equal("nobody is told to forget", "Ann,0,true,null", b.body("add", cookie).replace(",1,", ",0,"));
        a.context.start();
        equal("on a", "Ann,1,true,null", a.body("read", cookie));
    }

    static void aRestartedServerGetsTheSessionsOfItsPartner(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = b.begin("Ann");
        b.body("add", cookie);
        Node c = new Node(wire, "c");
        equal("on c", "Ann,1,true,null", c.body("read", cookie));
    }

    static void whatNobodyChangedIsSentOnceForARequest(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        wire.puts.set(0);
        for (int i = 0; i < 10; i++) {
            a.body("read", cookie);
        }
        equal("messages at most", true, wire.puts.get() <= 10);
    }

    static void manyRequestsOfOneUserAtOnceLoseNothing(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        AtomicInteger wrong = new AtomicInteger();
        Thread[] all = new Thread[8];
        for (int i = 0; i < all.length; i++) {
            String name = "k" + i;
            all[i] = new Thread(() -> {
                for (int k = 0; k < 50; k++) {
                    try {
                        if (a.body("name&v=" + name, cookie).startsWith("none")) {
                            wrong.incrementAndGet();
                        }
                    } catch (Exception e) {
                        wrong.incrementAndGet();
                    }
                }
            });
            all[i].start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        equal("errors", 0, wrong.get());
        equal("both", a.body("read", cookie), b.body("read", cookie));
    }

    static void twoUsersAtOnceOnBothNodesDoNotBlockEachOther(Node a, Node b, ShortWire wire) throws Exception {
        String[] cookies = {a.begin("Ann"), b.begin("Bob")};
        Thread[] all = new Thread[4];
        for (int i = 0; i < all.length; i++) {
            Node node = i % 2 == 0 ? a : b;
            String cookie = cookies[i / 2];
            all[i] = new Thread(() -> {
                try {
                    for (int k = 0; k < 200; k++) {
                        node.body("read", cookie);
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            all[i].setDaemon(true);
            all[i].start();
        }
        for (Thread thread : all) {
            thread.join(20000);
            equal("stuck", false, thread.isAlive());
        }
        equal("Ann on b", "Ann,0,true,null", b.body("read", cookies[0]));
        equal("Bob on a", "Bob,0,true,null", a.body("read", cookies[1]));
    }

    static void whatWentElsewhereIsLetGo(Node a, Node b, ShortWire wire) throws Exception {
        String cookie = a.begin("Ann");
        b.body("add", cookie);
        equal("live on a", true, a.cache.contains(id(cookie)));
        for (int i = 0; i < 100 && a.cache.contains(id(cookie)); i++) { // its last request may be on its way out
            a.cache.checkExpiration(new HashSet<>());
            Thread.sleep(50);
        }
        equal("live on a", false, a.cache.contains(id(cookie)));
        equal("on a all the same", "Ann,1,true,null", a.body("read", cookie));
    }

    /** Runs the promises that are named, each on servers of its own, and says of each whether it was kept. */
    public static void main(String[] words) throws Exception {
        for (String promise : words) {
            ShortWire wire = new ShortWire();
            Node a = new Node(wire, "a");
            Node b = new Node(wire, "b");
            try {
                Promises.class.getDeclaredMethod(promise, Node.class, Node.class, ShortWire.class)
                    .invoke(null, a, b, wire);
                System.out.println("kept [" + promise + "]");
            } catch (ReflectiveOperationException e) {
                System.out.println("broken [" + promise + "]: " + e.getCause());
            }
            a.server.stop();
            b.server.stop();
        }
        System.exit(0);
    }
}
