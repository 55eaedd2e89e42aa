//! LaTeX as papers are written.

use crate::{Source, read};
use pathloom_model::{Block, BlockContent, Parsed, TableData};

fn parsed(text: &str) -> Parsed {
    read(&Source { name: "paper.tex", bytes: text.as_bytes(), password: None }).expect("it reads")
}

fn outline(parsed: &Parsed) -> Vec<String> {
    let shown = |block: &Block| match &block.content {
        BlockContent::Heading { level, text } => format!("h{level} {text}"),
        BlockContent::List { items, ordered } => format!("{} {}", if *ordered { "ol" } else { "ul" }, items.join("|")),
        BlockContent::Table(table) => format!("table {}", table.caption),
        BlockContent::Figure(figure) => format!("figure {}", figure.caption),
        BlockContent::Formula { latex, label, .. } => {
            format!(
                "formula {} {}",
                latex.as_deref().unwrap_or_default(),
                label.as_ref().map(|label| label.number.as_str()).unwrap_or_default()
            )
        }
        BlockContent::Footnote { mark, text } => format!("note {mark} {text}"),
        BlockContent::Code { text } => format!("code {text}"),
        _ => format!("p {}", block.text()),
    };
    parsed.blocks.iter().map(|block| shown(block).trim_end().to_owned()).collect()
}

fn table(parsed: &Parsed) -> &TableData {
    let found = parsed.blocks.iter().find_map(|block| match &block.content {
        BlockContent::Table(table) => Some(table),
        _ => None,
    });
    found.expect("a table")
}

#[test]
fn a_paper_with_its_sections_formulas_lists_and_references() {
    let text = r#"\documentclass{article} % a comment
\newcommand{\plant}[1]{\textbf{#1}}
\title{Plants of the \emph{north}}
\begin{document}
\maketitle
\begin{abstract}Short.\end{abstract}
\section{Introduction}\label{sec:in}
The \plant{Oulu} plant\footnote{Opened in 1981.} emits CO$_2$, 5\% of all~--- see Table~\ref{tab:out},
\eqref{eq:e} and Section~\ref{sec:m}; na\"{\i}ve caf\'e, H\textsubscript{2}O. It is ``old'' \cite{smith}.

Second paragraph with $\frac{a}{b}$.
\begin{equation}\label{eq:e}
  E = mc^2,
\end{equation}
where $E$ is energy.
\[ x = 1 \]
\begin{align}
a &= b \label{eq:a}\\
c &= d \label{eq:c}
\end{align}
\begin{itemize}
\item water
  \begin{enumerate}\item hot\end{enumerate}
\item[MW] megawatt
\end{itemize}
\subsection{Method}\label{sec:m}
\begin{verbatim}
let x = 5; % kept
\end{verbatim}
\begin{table}[t]\centering
\caption{Output of \plant{all}}\label{tab:out}
\begin{tabular}{l|rr}\toprule
\multirow{2}{*}{Plant} & \multicolumn{2}{c}{Output} \\ \cmidrule(lr){2-3}
 & 2023 & 2024 \\ \midrule
Oulu \& co & 1,750 & 1,900 \\[2pt]
Gdynia & 510 & $10^{-3}$ \\ \bottomrule
\end{tabular}
\end{table}
\begin{figure}\includegraphics[width=3cm]{../../etc/passwd}\caption{The hall}\label{fig:h}\end{figure}
\input{more}
\begin{thebibliography}{9}\bibitem{smith} Smith, J. \textit{Plants}. 2001.\end{thebibliography}
\end{document} after"#;
    let parsed = parsed(text);
    assert_eq!(
        outline(&parsed),
        [
            "h1 Plants of the north",
            "h2 Abstract",
            "p Short.",
            "h2 1 Introduction",
            "p The Oulu plant emits CO₂, 5% of all — see Table 1, (1) and Section 1.1; naïve café, H₂O. It is “old” [1].",
            "note 1 Opened in 1981.",
            "p Second paragraph with $\\frac{a}{b}$.",
            "formula E = mc^2 1",
            "p where E is energy.",
            "formula x = 1",
            "formula a = b 2",
            "formula c = d 3",
            "ul water|hot|MW: megawatt",
            "h3 1.1 Method",
            "code let x = 5; % kept",
            "table Table 1: Output of all",
            "figure Figure 1: The hall",
            "h2 References",
            "ol [1] Smith, J. Plants. 2001.",
        ]
    );
    assert_eq!(table(&parsed).to_text(), "Plant\tOutput\t\n\t2023\t2024\nOulu & co\t1,750\t1,900\nGdynia\t510\t10⁻³");
    assert_eq!((table(&parsed).header_rows, table(&parsed).header_cols), (2, 1), "the head ends at the rule");
    assert_eq!(table(&parsed).cells[1][0].covered_by, Some((0, 0)));
    assert!(parsed.warnings[0].message.contains("more"), "a file that is taken in is said to be missing");
}

#[test]
fn hostile_sources_end() {
    for text in [
        "\\begin{itemize}\\item ".repeat(30_000),
        "$".repeat(50_000),
        "{\\".repeat(50_000),
        "\\section{".repeat(20_000),
        "\\begin{tabular}{l}&".repeat(5_000),
        "\\\\[".repeat(20_000),
        "\\[".repeat(20_000),
    ] {
        let text = format!("\\documentclass{{a}}\\begin{{document}}words {text}");
        assert!(parsed(&text).blocks.len() < 100_000, "it ends");
    }
}
