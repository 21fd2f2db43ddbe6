'use strict';
/* Places the nodes of a graph without cycles in layers, after Sugiyama, Tagawa and Toda (1981). */
const layers = (() => {
  /* The longest way from a source; a source moves up to its first reader. */
  const depths = (nodes) => {
    const depth = nodes.map(() => 0);
    nodes.forEach((node, index) => node.reads.forEach((read) => { depth[index] = Math.max(depth[index], depth[read] + 1); }));
    nodes.forEach((node, index) => {
      if (node.reads.length) { return; }
      const readers = nodes.flatMap((other, at) => other.reads.includes(index) ? [depth[at]] : []);
      if (readers.length) { depth[index] = Math.min(...readers) - 1; }
    });
    return depth;
  };

  /* Items of each layer: nodes, and for each that is read further on one bend a layer; links between neighbours. */
  const split = (nodes) => {
    const depth = depths(nodes);
    const items = Array.from({ length: Math.max(0, ...depth) + 1 }, () => []);
    const links = [];
    const item = (layer, node) => {
      const made = { layer, node, before: [], after: [], y: 0 };
      items[layer].push(made);
      return made;
    };
    const own = nodes.map((node, index) => item(depth[index], index));
    const bends = new Map();
    const link = (from, to) => { links.push([from, to]); from.after.push(to); to.before.push(from); };
    const upTo = (source, layer) => {
      if (layer === source.layer) { return source; }
      const key = source.node + '/' + layer;
      if (!bends.has(key)) {
        const bend = item(layer, -1);
        bends.set(key, bend);
        link(upTo(source, layer - 1), bend);
      }
      return bends.get(key);
    };
    nodes.forEach((node, index) => node.reads.forEach((read) => link(upTo(own[read], depth[index] - 1), own[index])));
    return { items, links, own };
  };

  const mean = (all, value) => all.reduce((sum, one) => sum + value(one), 0) / all.length;

  /* Orders each layer by the mean place of its neighbours, down and up. */
  const order = (items) => {
    const number = () => items.forEach((layer) => layer.forEach((item, index) => { item.place = index; }));
    number();
    for (let sweep = 0; sweep < 12; sweep += 1) {
      const side = sweep % 2 ? 'after' : 'before';
      items.forEach((layer) => {
        layer.forEach((item) => { item.wish = item[side].length ? mean(item[side], (other) => other.place) : item.place; });
        layer.sort((a, b) => a.wish - b.wish || a.place - b.place);
        layer.forEach((item, index) => { item.place = index; });
      });
    }
  };

  /* Moves items towards their neighbours without passing one another. */
  const settle = (items, height, gap) => {
    const room = (item) => item.node < 0 ? height / 3 : height;
    const apart = (a, b) => (room(a) + room(b)) / 2 + gap;
    items.forEach((layer) => layer.forEach((item, index) => { item.y = index ? layer[index - 1].y + apart(layer[index - 1], item) : 0; }));
    items.forEach((layer) => {
      const middle = layer.length ? (layer[0].y + layer[layer.length - 1].y) / 2 : 0;
      layer.forEach((item) => { item.y -= middle; });
    });
    for (let round = 0; round < 24; round += 1) {
      (round % 2 ? items.slice().reverse() : items).forEach((layer) => {
        const wishes = layer.map((item) => {
          const near = item.before.concat(item.after);
          return near.length ? mean(near, (other) => other.y) : item.y;
        });
        layer.forEach((item, index) => {
          item.y = index ? Math.max(wishes[index], layer[index - 1].y + apart(layer[index - 1], item)) : wishes[0];
        });
        const off = layer.length ? mean(layer.map((item, index) => item.y - wishes[index]), (one) => one) : 0;
        layer.forEach((item) => { item.y -= off; });
      });
    }
  };

  /* Gives items with layer and y, links between them, and the extent in y. */
  const lay = (nodes, height, gap) => {
    const { items, links, own } = split(nodes);
    order(items);
    settle(items, height, gap);
    const all = items.flat();
    const top = all.reduce((least, item) => Math.min(least, item.y), 0) - height / 2;
    const bottom = all.reduce((most, item) => Math.max(most, item.y), 0) + height / 2;
    all.forEach((item) => { item.y -= top; });
    return { items, links, own, height: bottom - top };
  };
  return { lay };
})();
