/** Invented companies, people and sentences for the seed and the story. */

export const companies = [
  { name: 'Northwind Mills', industry: 'Food & Beverage', city: 'Hamburg', employees: 420 },
  { name: 'Halden Robotics', industry: 'Manufacturing', city: 'Graz', employees: 180 },
  { name: 'Brightwater Clinics', industry: 'Healthcare', city: 'Leeds', employees: 950 },
  { name: 'Cobalt Freight', industry: 'Transportation', city: 'Rotterdam', employees: 1300 },
  { name: 'Juniper & Stone', industry: 'Construction', city: 'Lyon', employees: 240 },
  { name: 'Silverline Optics', industry: 'Electronics', city: 'Jena', employees: 310 },
  { name: 'Tallgrass Energy Works', industry: 'Energy', city: 'Aarhus', employees: 760 },
  { name: 'Quayside Retail', industry: 'Retail', city: 'Porto', employees: 2100 },
  { name: 'Fernhill Insurance', industry: 'Insurance', city: 'Dublin', employees: 640 },
  { name: 'Larkspur Labs', industry: 'Biotechnology', city: 'Basel', employees: 95 },
  { name: 'Umbra Design Studio', industry: 'Consulting', city: 'Turin', employees: 38 },
  { name: 'Granite Bridge Engineering', industry: 'Engineering', city: 'Bilbao', employees: 520 },
  { name: 'Meridian Parts', industry: 'Manufacturing', city: 'Brno', employees: 870 },
  { name: 'Lowland Greenhouses', industry: 'Food & Beverage', city: 'Utrecht', employees: 160 },
] as const;

export const firstNames = [
  'Amelie',
  'Bastian',
  'Clara',
  'Dario',
  'Esther',
  'Farid',
  'Gemma',
  'Hugo',
  'Iris',
  'Joris',
  'Katya',
  'Linus',
  'Maren',
  'Nico',
  'Odile',
  'Pavel',
  'Rosa',
  'Stefan',
  'Tilda',
  'Urs',
  'Vera',
  'Willem',
  'Xenia',
  'Zora',
] as const;

export const lastNames = [
  'Albrecht',
  'Bonnard',
  'Castell',
  'Dahl',
  'Engel',
  'Fabre',
  'Gruber',
  'Hartwig',
  'Ivers',
  'Jansen',
  'Kessler',
  'Lund',
  'Moreau',
  'Nyberg',
  'Orsini',
  'Pichler',
  'Quinn',
  'Rossi',
  'Sommer',
  'Thielen',
  'Ulrich',
  'Verhoeven',
  'Winter',
  'Zeller',
] as const;

export const jobTitles = [
  'Head of Operations',
  'Plant Manager',
  'Purchasing Lead',
  'IT Manager',
  'Finance Director',
  'Quality Engineer',
  'Managing Director',
  'Project Lead',
] as const;

export const dealNames = [
  'line 3 retrofit',
  'annual renewal',
  'warehouse rollout',
  'service contract',
  'pilot',
  'sensor upgrade',
  'expansion',
  'replacement of legacy units',
] as const;

export const nextSteps = [
  'Send revised offer',
  'Call with purchasing',
  'Site visit',
  'Legal review',
  'Reference call',
  'Agree on start date',
  'Demo for the plant team',
] as const;

export const caseSubjects = [
  'Unit 4 shows error E17 after restart',
  'Invoice lists the wrong delivery address',
  'Sensor readings drift at night',
  'Portal login does not work',
  'Replacement part arrived damaged',
  'Question about maintenance interval',
  'Noise from the cooling unit',
  'Firmware update stops at 60 %',
  'Delivery is late',
  'Request for training dates',
] as const;

export const callSubjects = [
  'Call: open points of the offer',
  'Call: status of the delivery',
  'Call: introduction',
  'Call: renewal date',
  'Call: error analysis',
  'Call: budget round',
] as const;

export const taskSubjects = [
  'Prepare offer',
  'Send meeting notes',
  'Check delivery date',
  'Update forecast',
  'Write handover',
  'Collect requirements',
  'Order spare part',
] as const;

export const meetingSubjects = [
  'Kick-off',
  'Offer review',
  'Quarterly business review',
  'Technical workshop',
  'Contract walkthrough',
  'Site visit',
] as const;

export const internalMeetingSubjects = [
  'Pipeline review',
  'Case hand-over',
  'Team stand-up',
  'Forecast call',
] as const;

export const noteTitles = [
  'After the site visit',
  'What purchasing wants',
  'Who decides',
  'Handover',
  'Prices of the competitor',
  'Risks of the rollout',
] as const;

/** Texts of notes, e-mails, comments and posts: what no client of ours may ever ask for. */
export const sentences = [
  'They will come back to us after the budget round.',
  'The plant team likes it, purchasing does not yet.',
  'Please look at the second page once more.',
  'We agreed on a start in the third week.',
  'The old unit is still under warranty.',
  'Nobody there answers the phone on Fridays.',
] as const;

export const emailSubjects = [
  'Our offer',
  'Dates for the workshop',
  'Revised figures',
  'Thank you for the visit',
  'Contract draft',
  'Open questions',
] as const;
