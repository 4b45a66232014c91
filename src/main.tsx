import { createRoot } from 'react-dom/client';
import './app/trusted-types.ts';
import './app/tokens.css';
import './app/page.css';
import './app/print.css';
import './ui/controls.css';
import { Root } from './app/root.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html: expected an element with id root');
createRoot(root).render(<Root />);
