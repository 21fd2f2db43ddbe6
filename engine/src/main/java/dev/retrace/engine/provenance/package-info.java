/**
 * What happened in a run, told to others: to whoever draws it ({@link
 * dev.retrace.engine.provenance.RunStory}) and to tools for research data ({@link
 * dev.retrace.engine.provenance.RunCrate}).
 *
 * <p>The crate lies beside each report as {@code ro-crate-metadata.json} and makes the run's folder an
 * RO-Crate: the workflow's file, its params, its steps, the software, the times, the sources by digest
 * and the reports. It follows the profiles Process, Workflow and Provenance Run Crate 0.5 and Workflow
 * RO-Crate 1.0 on RO-Crate 1.1, the versions that validators and registries read; 0.6 on RO-Crate 1.3
 * differs in the context alone. Two choices of ours:
 *
 * <ul>
 *   <li>An action stands for all cells of a step, since a sweep has ten thousand; {@code run.json}, a
 *       file of the crate, tells of each.
 *   <li>Content that lies in the store and not in the folder is named by its digest, as {@code
 *       ni:///sha-256;…} (RFC 6920), and a step gives at most fifty of its outputs so.
 * </ul>
 *
 * <p>Sources: <a href="https://w3id.org/ro/wfrun/provenance/0.5">Provenance Run Crate</a>, <a
 * href="https://w3id.org/ro/crate/1.1">RO-Crate 1.1</a>. The report itself holds nothing of this: it is
 * a function of content, and the crate of one run.
 */
@NullMarked
package dev.retrace.engine.provenance;

import org.jspecify.annotations.NullMarked;
