//! The kit: what every screen is built from. Each part has the classes of the style sheet and brings its own
//! roles, names and keys.

mod button;
mod dialog;
mod evidence;
mod field;
mod icon;
mod keyboard;
mod kind;
mod math;
mod menu;
mod note;
mod popover;
mod resizer;
mod select;
mod source_page;
mod status;
mod toggle;
mod virtual_list;

pub use button::{Button, ButtonKind, ButtonSize, IconButton};
pub use dialog::{Dialog, open_while_some};
pub use evidence::{EvidenceTable, Picture, Quote};
pub use field::{Field, FieldKind};
pub use icon::Icon;
pub use keyboard::Keys;
pub use kind::{KindChip, KindShape, KindTile, kind_class, kind_icon, shape_path};
pub use math::MathView;
pub use menu::{Menu, MenuItem};
pub use note::{Callout, EmptyState, ErrorNote, Skeleton};
pub use popover::Popover;
pub use resizer::{Resizer, use_pane};
pub use select::{Choice, Select};
pub use source_page::{Highlight, SourcePage};
pub use status::{Bar, ComplexityBars, Part, Pips, Ring, StatusMark};
pub use toggle::{CheckBox, Segment, Segmented};
pub use virtual_list::VirtualList;
