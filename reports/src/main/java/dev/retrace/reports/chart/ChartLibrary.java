package dev.retrace.reports.chart;

/** Apache ECharts itself, one script. */
public final class ChartLibrary {

    /** Where it is on the class path. */
    public static final String RESOURCE = "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";

    /** Its SHA-256 in Base64: to hash a megabyte for each page would be a tenth of a short run. */
    public static final String SHA256 = "uqjf5+HZM2uY6Jhrp+IOoV582+oe9CpZ1ZR4Yy+kWh0=";

    private ChartLibrary() {}
}
