'use strict';
/* A chart as the page saves it, in fonts that papers have: those whose widths ECharts knows without a browser. */
(light, option, width, height) => {
  const wanted = JSON.parse(option);
  const still = echarts.init(null, light, { renderer: 'svg', ssr: true, width, height });
  still.setOption({
    ...wanted,
    backgroundColor: '#ffffff',
    progressive: 0, /* nothing is left to be drawn later, which a large map's marks otherwise are */
    textStyle: { ...wanted.textStyle, fontFamily: "Helvetica, Arial, 'Liberation Sans', sans-serif" },
  });
  return still.getZr().painter.renderToString({ cssAnimation: false, cssEmphasis: false });
};
